"""Every command answers an unknown region or body alike: wrong usage, exit code 2."""

from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from datetime import date
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command, load_command_class

from zhengtong.cli import own_commands
from zhengtong.flows.management.flow_file import flow_version
from zhengtong.foundation import commands
from zhengtong.places.tests.factories import REGION, make_region

UNKNOWN = {"region": "999999", "organisation": "999999-D99"}
SENTENCES = {
    "region": "参数 --region：区划代码 999999 不存在",
    "organisation": "参数 --organisation：机构 999999-D99 不存在",
}
# What a required argument is filled with, by its type; the look-up comes before any of it is used.
FILLINGS = {
    commands.region_code: REGION,
    commands.iso_date: date(2018, 2, 28).isoformat(),
    int: "1",
    flow_version: "1",
    UUID: str(UUID(int=1)),
}
WORDS = {"duty": "supervisor", "post": "intake", "kind": "in_hall"}


def parsers_of(parser: ArgumentParser, *path: str) -> Iterator[tuple[ArgumentParser, list[str]]]:
    """Walk through a parser and its subcommands; with each the words that lead to it."""
    words = list(path)
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for name, below in action.choices.items():
                yield from parsers_of(below, *words, name)
            if action.required:
                return
        elif action.required:
            words += [*action.option_strings[:1], filling(action)]
    yield parser, words


def filling(action: Action) -> str:
    if action.choices:
        return str(next(iter(action.choices)))
    return FILLINGS.get(action.type) or WORDS.get(action.dest, "x")


def command_lines(name: str) -> list[pytest.param]:
    """Return every way to give an argument of this name to a command, with all that it needs."""
    found = []
    for command in own_commands():
        loaded = load_command_class(app_of(command), command.replace("-", "_"))
        for parser, words in parsers_of(loaded.create_parser("zhengtong", command)):
            if any(action.dest == name for action in parser._actions):
                given = [*words, f"--{name}", UNKNOWN[name]]
                found.append(pytest.param(command, given, id=" ".join([command, *given])))
    return found


def app_of(command: str) -> str:
    from django.core.management import get_commands

    return get_commands()[command.replace("-", "_")]


LINES = {name: command_lines(name) for name in UNKNOWN}


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "arguments"), LINES["region"])
def test_it_refuses_an_unknown_region(command, arguments):
    assert refusal(command, arguments) == (2, SENTENCES["region"])


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "arguments"), LINES["organisation"])
def test_it_refuses_an_unknown_organisation(command, arguments):
    assert refusal(command, arguments) == (2, SENTENCES["organisation"])


def test_it_knows_the_commands_that_take_them():
    """So that the lists above do not run empty unseen."""
    by_name = {name: {found.values[0] for found in lines} for name, lines in LINES.items()}
    assert {"bulletin", "import-cases", "item", "register-source", "verify-ledger"} <= by_name[
        "region"
    ]
    assert {"claim-todos", "publish-flow", "register-source", "staffing"} <= by_name["organisation"]


def refusal(command: str, arguments: list[str]) -> tuple[int, str]:
    make_region()
    err = StringIO()
    with pytest.raises(SystemExit) as leaving:
        call_command(command.replace("-", "_"), *arguments, stdout=StringIO(), stderr=err)
    return leaving.value.code, err.getvalue().partition("，")[0]
