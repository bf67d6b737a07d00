"""Pure Python that every domain may use: calendar, limits, codes, periods, errors (内核)."""
