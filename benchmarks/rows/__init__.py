"""One file a row of the table; each has a `ROW` (各行)."""
