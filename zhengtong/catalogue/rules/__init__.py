"""Law and arithmetic of the catalogue: pure, no Django, no clock (事项规则)."""
