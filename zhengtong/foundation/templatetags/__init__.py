"""Template tags of the page shell (模板标签)."""
