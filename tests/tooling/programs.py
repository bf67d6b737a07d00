"""Stand-ins for programs that a machine may have or lack."""

from pathlib import Path

SHELL = "#!/bin/sh\n"
# Makes the folder and the file that a real initdb would; says why when told to fail.
INITDB = 'while [ "$1" != -D ]; do shift; done; mkdir "$2" && echo ready > "$2/made"'
INITDB_REFUSES = 'echo "initdb: no such locale" >&2; exit 1'
# Says "ready" on line 8 of its pid file as PostgreSQL does, and ends on SIGINT.
POSTGRES = """
[ "$1" = --version ] && { echo "postgres (PostgreSQL) 17.4 (Debian 17.4-1)"; exit; }
trap 'echo "fast shutdown" >> "$2/ended"; exit 0' INT
printf '%s\\n' $$ "$2" 0 5432 . 127.0.0.1 0 ready > "$2/postmaster.pid"
while :; do sleep 0.05; done
"""
POSTGRES_PORT_TAKEN = """
echo 'could not bind IPv4 address "127.0.0.1": Address already in use'; exit 1
"""


def write_program(path: Path, text: str) -> Path:
    """Write a program that sh runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SHELL + text + "\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def write_server(folder: Path, *, version: str, initdb: str = "exit 0") -> Path:
    """Write `initdb` and a `postgres` that only knows its version."""
    write_program(folder / "initdb", initdb)
    write_program(folder / "postgres", f'echo "postgres (PostgreSQL) {version}"')
    return folder
