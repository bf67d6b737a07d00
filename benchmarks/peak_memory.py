"""Run one command of the platform and print its peak resident size in kilobytes (内存峰值)."""

import re
import sys
from io import StringIO
from pathlib import Path

from benchmarks import server


def main(arguments: list[str]) -> None:
    """Run the command; what it prints is dropped."""
    server.set_up()
    from django.core.management import call_command

    call_command(*arguments, stdout=StringIO(), stderr=StringIO())
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    print(found[1])


if __name__ == "__main__":
    main(sys.argv[1:])
