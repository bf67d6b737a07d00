"""Law and arithmetic of cases: pure, no clock, no database (办件规则)."""
