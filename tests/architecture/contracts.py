"""A contract of import-linter: which rooms of a domain other domains may enter."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

OPEN_TO_ALL = {"kernel", "foundation"}
DOORS = {"rules", "events", "queries", "operations"}
# apps.py puts itself in at the ports of a domain above; the roots put the addresses together.
ROOTS = {"config.urls": {"urls"}, "config.api": DOORS | {"api"}}
SPECIAL = {("apps", "ports")}


class DomainDoors(Contract):
    """Between domains only `rules`, `events`, `queries` and `operations` may be imported.

    `handlers.py` may take any domain's `events` and nothing else from below; `apps.py` may
    register with another domain's `ports`. Tests are exempt.
    """

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if not is_allowed(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} may not import {imported}", bold=False)


def is_allowed(importer: str, imported: str) -> bool:
    """Say whether one module may import another, by their names alone."""
    there = _place(imported)
    if there is None or "tests" in importer.split("."):
        return True
    domain, room = there
    here = _place(importer)
    if domain in OPEN_TO_ALL or (here is not None and here[0] == domain):
        return True
    if importer in ROOTS:
        return room in ROOTS[importer]
    if here is not None and (here[1], room) in SPECIAL:
        return True
    return room in DOORS


def _place(module: str) -> tuple[str, str] | None:
    """Return (domain, room) of one of our modules; None for what belongs to no domain."""
    parts: list[Any] = module.split(".")
    if parts[0] != "zhengtong" or len(parts) < 3:
        return None
    return parts[1], parts[2]
