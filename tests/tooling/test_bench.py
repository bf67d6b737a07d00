"""benchmarks: the rows are complete, ratios are read the right way, the table is kept."""

import sys
from pathlib import Path

import pytest

from benchmarks import growth, pgbench, report, server
from benchmarks.__main__ import parser, row_names
from benchmarks.measuring import Bench, Pair, Reach, Result, Row, Unit, measure
from benchmarks.running import row_named
from tools.debian import MachineLacks

THIRD = Reach(least=0.3, goal=0.5)


def make_result(
    *,
    limits: tuple[float, ...] = (100.0,),
    products: tuple[float, ...] = (40.0,),
    unit: Unit = Unit.PER_SECOND,
    reach: Reach | None = THIRD,
    inverse: bool = False,
) -> Result:
    return Result(
        place=1,
        name="accept",
        work="accept a case",
        beside="pgbench",
        unit=unit,
        reach=reach,
        limits=limits,
        products=products,
        inverse=inverse,
    )


def test_every_file_is_a_row_of_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SpiffWorkflow", None)  # only `make bench` installs it
    rows = [row_named(name) for name in row_names()]

    assert [row.name for row in rows] == row_names()
    assert len({row.place for row in rows}) == len(rows)
    assert set(growth.NAMES) <= set(row_names())


def test_takes_only_rows_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["--only", "accept", "--only", "growth"]).only == [
        "accept",
        "growth",
    ]
    with pytest.raises(SystemExit):
        parser().parse_args(["--only", "nothing"])
    assert "invalid choice" in capsys.readouterr().err


def test_its_server_keeps_what_was_committed() -> None:
    assert {"fsync=on", "synchronous_commit=on", "full_page_writes=on"} <= set(server.SETTINGS)


@pytest.mark.parametrize(
    ("result", "ratio", "is_met"),
    [
        pytest.param(make_result(), 0.4, True, id="a rate as part of the limit's"),
        pytest.param(make_result(products=(20.0,)), 0.2, False, id="too slow"),
        pytest.param(
            make_result(products=(10.0, 500.0, 40.0)), 0.4, True, id="the median, not the best"
        ),
        pytest.param(
            make_result(unit=Unit.MILLISECONDS, reach=Reach(most=5), products=(600.0,)),
            6.0,
            False,
            id="a time that is too long",
        ),
        pytest.param(
            make_result(unit=Unit.CPU_MILLISECONDS, reach=Reach(least=30), inverse=True),
            2.5,
            False,
            id="another's cost by ours",
        ),
    ],
)
def test_reads_a_ratio(result: Result, ratio: float, is_met: bool) -> None:
    assert result.ratio == pytest.approx(ratio)
    assert (result.verdict == "reached") is is_met


def test_says_what_is_missed() -> None:
    assert report.line(make_result(products=(20.0,))) == (
        "| accept a case | pgbench | 100 /s | 20.0 /s | 0.20 | ≥ 0.3 (goal 0.5) | **missed** |"
    )


def test_measures_both_sides_in_turn() -> None:
    done: list[str] = []

    def side(name: str) -> float:
        done.append(name)
        return 1.0

    row = Row(
        place=1,
        name="row",
        work="",
        beside="",
        unit=Unit.PER_SECOND,
        reach=Reach(least=1),
        prepare=lambda bench: Pair(limit=lambda: side("limit"), product=lambda: side("product")),
    )
    measure(row, Bench(address="", programs="", memory_rows=0), repeat=2)

    assert done == ["limit", "product", "product", "limit"]


def test_compares_ten_times_the_rows_as_times() -> None:
    (compared,) = growth.compare(
        [make_result(products=(50.0,))], [make_result(limits=(80.0,), products=(40.0,))]
    )

    assert (compared.limit, compared.product) == (20.0, 25.0)
    assert compared.ratio == pytest.approx(1.25)
    assert compared.verdict == "reached"
    assert compared.remark == "what was measured beside it took 1.25 times as long"


def test_keeps_one_table_for_each_number_of_cases(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("# benchmarks\n", encoding="utf-8")
    report.keep("first", cases=1_000_000, path=path)
    report.keep("larger", cases=10_000_000, path=path)
    report.keep("second", cases=1_000_000, path=path)

    assert path.read_text(encoding="utf-8") == (
        "# benchmarks\n\n### 1,000,000 cases\n\n<!-- 1000000 cases -->\n\nsecond\n\n"
        "<!-- end of 1000000 cases -->\n\n### 10,000,000 cases\n\n<!-- 10000000 cases -->\n\n"
        "larger\n\n<!-- end of 10000000 cases -->\n"
    )


def test_hides_from_pgbench_what_looks_like_its_variables() -> None:
    assert pgbench.literal('{"due":null,"at":"10:00"}') == """'{"due":' || 'null,"at":"10:00"}'"""


def test_names_the_program_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="pgbench"):
        pgbench.run(address="", programs=str(tmp_path), scripts=[], clients=1, each=1)


def test_a_row_beside_another_has_no_verdict() -> None:
    line = report.line(make_result(reach=None))
    assert line.endswith("| — |  |")
