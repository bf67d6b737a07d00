"""Pages of the bulletins (通报页面)."""
