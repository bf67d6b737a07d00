"""Pages of the cases (办件页面)."""
