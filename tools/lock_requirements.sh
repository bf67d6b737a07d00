#!/bin/sh
# Writes requirements/*.lock from pyproject.toml: every version with its hashes, for all
# supported Pythons, no download addresses. Versions stay unless --upgrade or
# --upgrade-package NAME is given.
set -eu
cd "$(dirname "$0")/.."

lock() {
    file=requirements/$1.lock
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header pyproject.toml --output-file "$file" "$@"
}

lock bench --extra bench --extra dev --extra build "$@"
# uv keeps the versions of the file that it replaces: so the shorter lists agree with the longest.
cp requirements/bench.lock requirements/dev.lock
lock dev --extra dev --extra build
cp requirements/bench.lock requirements/build.lock
lock build --extra build
cp requirements/bench.lock requirements/run.lock
lock run
