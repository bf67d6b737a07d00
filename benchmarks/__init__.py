"""Speed against the machine's own limit, measured in turn in the same run (性能基准)."""
