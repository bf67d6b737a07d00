"""Pure rules of the exchange: what a row may say, what a newer version may change."""
