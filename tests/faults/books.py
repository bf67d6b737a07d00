"""What the database holds against what was acknowledged: nothing missing, doubled or half."""

from collections import Counter
from pathlib import Path

from tests.faults.installation import Installation

HALVES = {
    "办件的账本条数与条目数不符": """
        SELECT c.number FROM cases_case c WHERE c.region_code = '510703' AND c.entry_count <> (
          SELECT count(*) FROM foundation_entry e
          WHERE e.region_code = '510703' AND e.subject = 'case:' || c.number)""",
    "办件的行为数与条目数不符": """
        SELECT c.number FROM cases_case c WHERE c.region_code = '510703' AND c.entry_count <> (
          SELECT count(*) FROM cases_caseact a
          WHERE a.region_code = '510703' AND a.case_id = c.id)""",
    "条目没有办件": """
        SELECT e.subject FROM foundation_entry e
        WHERE e.region_code = '510703' AND e.subject LIKE 'case:%' AND NOT EXISTS (
          SELECT 1 FROM cases_case c
          WHERE c.region_code = '510703' AND e.subject = 'case:' || c.number)""",
    "条目既没有位置也不在队列，或两处都在": """
        SELECT e.subject FROM foundation_entry e WHERE e.region_code = '510703' AND 1 <> (
          SELECT count(*) FROM foundation_position p
          WHERE p.region_code = '510703' AND p.id = e.id) + (
          SELECT count(*) FROM foundation_queuedentry q
          WHERE q.region_code = '510703' AND q.id = e.id)""",
    "收件办件的材料不齐": """
        SELECT c.number FROM cases_case c WHERE c.region_code = '510703' AND c.origin = 'live'
        AND 2 > (SELECT count(*) FROM cases_casematerial m
          WHERE m.region_code = '510703' AND m.case_id = c.id)""",
    "同一行为两次": """
        SELECT c.number FROM cases_caseact a JOIN cases_case c
          ON c.region_code = '510703' AND c.id = a.case_id
        WHERE a.region_code = '510703' GROUP BY c.number, a.action HAVING count(*) > 1""",
}


def assert_nothing_half(there: Installation) -> None:
    """Every act is there as a whole, whatever was killed."""
    assert {name: there.rows(sql) for name, sql in HALVES.items()} == {name: [] for name in HALVES}


def assert_kept(there: Installation, *files: Path) -> tuple[int, int]:
    """Everything acknowledged is there once; return how many acceptances were, and there are."""
    lines = [line.split() for path in files if path.exists() for line in path.open()]
    told = Counter((words[0], words[1]) for words in lines if words[0] != "refused")
    assert max(told.values(), default=1) == 1
    states = dict(there.rows("SELECT number, state FROM cases_case WHERE region_code = '510703'"))
    received = {number for act, number in told if act == "received"}
    accepted = {number for act, number in told if act == "accepted"}
    assert received - states.keys() == set()
    wrong = {number: states[number] for number in accepted if states[number] != "accepted"}
    assert wrong == {}, [entries_of(there, number) for number in wrong]
    assert_nothing_half(there)
    return len(accepted), sum(state == "accepted" for state in states.values())


def entries_of(there: Installation, number: str) -> list[tuple[object, ...]]:
    """Return what the ledger knows of a case."""
    return there.rows(
        "SELECT subject, subject_no, kind, occurred_at, recorded_at FROM foundation_entry"
        f" WHERE region_code = '510703' AND subject = 'case:{number}' ORDER BY subject_no"
    )


def assert_caught_up(there: Installation) -> None:
    """Numbered without gaps, counted, delivered to every handler, and the chain verifies."""
    # The first pass may sweep, and its sweep writes entries for the second.
    ended = there.in_turn("worker --once", "worker --once", "verify-ledger")
    assert (ended.code, "完好" in ended.out) == (0, True), ended
    (queued,) = there.rows("SELECT count(*) FROM foundation_queuedentry")[0]
    last, entries, lowest = there.rows(
        "SELECT max(position), count(*), min(position) FROM foundation_position"
        " WHERE region_code = '510703'"
    )[0]
    assert (queued, lowest, last) == (0, 1, entries)
    cursors = there.rows(
        "SELECT handler, position FROM foundation_followercursor WHERE region_code = '510703'"
    )
    assert {position for _, position in cursors} == {last}
    assert "tests.faults.witness.handlers.note_acceptance" in dict(cursors)
    assert there.rows("SELECT count(*) FROM foundation_parkedsubject") == [(0,)]
    assert there.rows("SELECT position FROM indicators_totalshead") == [(last,)]
    assert there.rows(WITNESSED) == there.rows(ACCEPTANCES)
    assert there.rows(COUNTED_ACCEPTANCES) == there.rows(CLOSED_ACCEPTANCES)
    assert there.rows("SELECT count(*) FROM indicators_dirtyday WHERE day < '2019-01-01'") == [(0,)]


WITNESSED = "SELECT count(*) FROM faults_witness"
ACCEPTANCES = (
    "SELECT count(*) FROM foundation_entry WHERE region_code = '510703' AND kind = 'cases.accepted'"
)
# The day that is still open is counted from the ledger; it stands among the dirty ones.
OPEN_DAYS = "SELECT day FROM indicators_dirtyday WHERE region_code = '510703'"
CLOSED_ACCEPTANCES = f"{ACCEPTANCES} AND day NOT IN ({OPEN_DAYS})"
COUNTED_ACCEPTANCES = (
    "SELECT coalesce(sum(count), 0) FROM indicators_dailytotal"
    f" WHERE region_code = '510703' AND kind = 'cases.accepted' AND day NOT IN ({OPEN_DAYS})"
)
