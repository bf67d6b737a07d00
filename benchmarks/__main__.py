"""`python -m benchmarks`: fill a server of our own, measure every row, print the table (基准)."""

import argparse
import sys
from collections.abc import Sequence
from pkgutil import iter_modules

from benchmarks import rows, server
from tools import signals
from tools.checkout import refuse
from tools.debian import MachineLacks
from tools.postgres_programs import ensure_programs
from tools.throwaway_postgres import ServerFailed

CASES = 1_000_000
REPEAT = 5
MEMORY_ROWS = 1_000_000
GROWTH = "growth"


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; exit code 1 where that was not possible."""
    options = parser().parse_args(arguments)
    signals.raise_on_signals()
    try:
        programs = ensure_programs()
        with server.platform(programs) as address:
            from benchmarks.running import Run

            Run(
                address=address,
                programs=str(programs.folder),
                cases=options.cases,
                repeat=options.repeat,
                memory_rows=options.memory_rows,
                only=tuple(options.only or ()),
            ).run()
    except (MachineLacks, ServerFailed) as error:
        refuse(error)
        return 1
    except KeyboardInterrupt:
        refuse("已中断（interrupted）")
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command line (命令行)."""
    names = [*row_names(), GROWTH]
    found = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    found.add_argument("--cases", type=int, default=CASES, help=f"cases to fill ({CASES:,})")
    found.add_argument("--repeat", type=int, default=REPEAT, help=f"repetitions ({REPEAT})")
    found.add_argument(
        "--memory-rows",
        type=int,
        default=MEMORY_ROWS,
        help=f"rows of the larger file whose import's memory is measured ({MEMORY_ROWS:,})",
    )
    found.add_argument(
        "--only",
        action="append",
        choices=names,
        metavar="ROW",
        help=f"one row, may be given again: {', '.join(names)}",
    )
    return found


def row_names() -> list[str]:
    """Return the rows that there are: one file each (各行名称)."""
    return sorted(module.name for module in iter_modules(rows.__path__))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
