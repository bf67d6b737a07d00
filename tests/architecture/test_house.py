"""The house: its rooms, sizes, words and addresses are as ARCHITECTURE.md and style say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from zhengtong.foundation.web.middleware import is_public

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = {
    "kernel", "foundation", "places", "people", "catalogue", "flows", "certificates",
    "cases", "indicators", "bulletins", "exchange", "console",
}  # fmt: skip
ROOMS = {
    "rules", "events", "events.py", "ports.py", "permissions.py", "models", "models.py", "queries",
    "queries.py", "operations", "handlers.py", "indicators.py", "web", "api", "jobs.py",
    "management", "templates", "migrations", "tests", "data", "apps.py", "urls.py", "README.md",
    "__init__.py",
}  # fmt: skip
UNNAMED = {"utils", "common", "helpers", "misc", "core"}


def tracked(*endings: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (ROOT / line for line in listing.stdout.splitlines())
    return [path for path in paths if path.suffix in endings and path.exists()]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_has_the_rooms_of_the_design_and_no_others():
    found = {
        path.name
        for path in (ROOT / "zhengtong").iterdir()
        if path.is_dir() and path.name != "__pycache__" and any(path.rglob("*.py"))
    }
    assert found == DOMAINS


@pytest.mark.parametrize("domain", sorted(DOMAINS - {"kernel", "foundation"}))
def test_it_has_the_same_rooms_in_every_domain(domain):
    found = {
        path.name
        for path in (ROOT / "zhengtong" / domain).iterdir()
        if path.name != "__pycache__" and (path.is_file() or any(path.rglob("*.*")))
    }
    assert found <= ROOMS


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_it_explains_every_domain_in_one_page(domain):
    assert (ROOT / "zhengtong" / domain / "README.md").exists()


def test_it_keeps_source_files_under_400_lines():
    long = {
        shown(path): lines
        for path in tracked(".py", ".ts", ".css")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_it_keeps_templates_under_150_lines():
    long = [
        shown(path)
        for path in tracked(".html")
        if len(path.read_text(encoding="utf-8").splitlines()) > 150
    ]
    assert long == []


def test_it_keeps_functions_under_40_lines():
    long = {}
    for path in tracked(".py"):
        if "migrations" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.body[-1].end_lineno - code_start(node) + 1
                if lines > 40:
                    long[f"{shown(path)}:{node.name}"] = lines
    assert long == {}


def code_start(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the first line of a function's code, past its docstring."""
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return node.body[1].lineno if is_docstring and len(node.body) > 1 else first.lineno


def test_it_names_its_files_after_concepts():
    assert [shown(path) for path in tracked(".py") if path.stem in UNNAMED] == []


def test_it_names_no_place_of_a_machine():
    """No path of somebody's machine and no download address stands in the repository."""
    place = re.compile(
        r"(?<![\w./])/(?:work|farm|root|home)/\w|\.\./shared|--(?:extra-)?index-url"
        r'|"resolved": *"https?:'
    )
    found = [
        f"{shown(path)}: {match.group()}"
        for path in tracked(".py", ".md", ".toml", ".lock", ".json", ".ts", ".sh", ".html", ".yml")
        if path != Path(__file__) and (match := place.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def addresses(resolver: URLResolver, prefix: str = "") -> list[tuple[str, object]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.append((prefix + str(pattern.pattern), pattern.callback))
        else:
            found += addresses(pattern, prefix + str(pattern.pattern))
    return found


def test_it_opens_only_these_addresses_to_visitors():
    """Every other address asks for signing in; its operation or query asks for the right.

    The open interface asks for a token instead: tests/interface/test_tokens.py.
    """
    public = {address for address, view in addresses(get_resolver()) if is_public(view)}
    pages = {address for address in public if not address.startswith("api/v1/")}
    assert pages == {"sign-in", "sign-out", "preferences"}
