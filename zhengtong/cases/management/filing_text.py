"""The filing of a case in a terminal and as JSON (立案信息)."""

from collections.abc import Iterator
from typing import Any

from zhengtong.cases.queries.filings import FilingRecord


def filing_lines(filing: FilingRecord) -> Iterator[str]:
    """Yield the lines of `case show` about a filing (立案信息)."""
    if filing.clue_source is not None:
        number = f"（{filing.clue_number}）" if filing.clue_number else ""
        yield f"线索来源　{filing.clue_source.label}{number}"
    if filing.investigators:
        yield f"办案人员　{'、'.join(filing.investigators)}"
    said = filing.outcome or filing.proposed
    if said is not None:
        yield f"{'处理结论' if filing.outcome else '处理意见'}　{said.label}"
    if filing.is_legality_due or filing.legality_passed is not None:
        words = {None: "应当审核，还没有审核", True: "通过", False: "不通过"}
        yield f"法制审核　{words[filing.legality_passed]}"
    if filing.is_hearing_due:
        yield f"听证　{_hearing_words(filing)}"
    if filing.drop_ground is not None:
        yield f"撤案　{filing.drop_ground.label}，依据{filing.drop_basis}"


def filing_json(filing: FilingRecord) -> dict[str, Any]:
    """Return a filing for programs (立案信息)."""
    return {
        "clue_source": filing.clue_source.value if filing.clue_source else None,
        "clue_number": filing.clue_number,
        "investigators": list(filing.investigators),
        "proposed": filing.proposed.value if filing.proposed else None,
        "outcome": filing.outcome.value if filing.outcome else None,
        "legality": {"due": filing.is_legality_due, "passed": filing.legality_passed},
        "hearing": {
            "due": filing.is_hearing_due,
            "told_on": filing.hearing_told_on,
            "request_due_on": filing.hearing_request_due_on,
            "requested_on": filing.hearing_requested_on,
            "held_on": filing.hearing_held_on,
            "ended_on": filing.hearing_ended_on,
            "end_ground": filing.hearing_end_ground.value if filing.hearing_end_ground else None,
        },
        "remedies_told": filing.remedies_told,
        "drop_ground": filing.drop_ground.value if filing.drop_ground else None,
        "drop_basis": filing.drop_basis,
    }


def _hearing_words(filing: FilingRecord) -> str:
    if filing.hearing_held_on is not None:
        return f"{filing.hearing_held_on} 举行"
    if filing.hearing_end_ground is not None:
        return f"{filing.hearing_ended_on} 终止：{filing.hearing_end_ground.label}"
    if filing.hearing_requested_on is not None:
        return f"{filing.hearing_requested_on} 要求，还没有举行"
    if filing.hearing_told_on is not None:
        return f"{filing.hearing_told_on} 告知，可在 {filing.hearing_request_due_on} 以前要求"
    return "应当告知，还没有告知"
