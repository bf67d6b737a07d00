"""The list of everything the government does, and each body's edition of it (政务服务事项)."""
