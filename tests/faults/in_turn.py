"""Runs commands of the platform one after the other, each in a process of its own.

`python -m tests.faults.in_turn "worker --once" verify-ledger`: what it costs to start a process
is paid once. Ends with the exit code of the first command that fails.
"""

import sys

from tests.faults.mortal import run_child

if __name__ == "__main__":
    for line in sys.argv[1:]:
        name, *arguments = line.split()
        if code := run_child(None, [name.replace("-", "_"), *arguments]):
            sys.exit(code)
