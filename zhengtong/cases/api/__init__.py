"""Cases over the open interface; one file per resource (办件接口)."""
