"""Console (工作台)."""
