"""Page shell, browser policy and what every page shares."""
