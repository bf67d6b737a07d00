"""Real processes killed with -9, servers that go away, disks that fill: what is left is whole.

`FAULT_SEED` repeats a run, `FAULT_ROUNDS` makes it longer:
`FAULT_ROUNDS=40 make test ARGS=tests/faults`.
"""
