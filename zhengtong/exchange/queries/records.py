"""Reads of what sources have told of their cases (来源办件记录)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace

from zhengtong.exchange.models import ImportedRecord
from zhengtong.exchange.rules.versions import KnownVersion

IN_ONE_QUERY = 500


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What is on record of one case of a source (已有记录)."""

    id: uuid.UUID
    case_number: str
    content_hash: str
    version: KnownVersion

    def of_case(self, case_number: str) -> "KnownRecord":
        """Return the same for the case that it became (记录办件编号)."""
        return replace(self, case_number=case_number)


def known_records(
    *, region_code: str, source_name: str, source_numbers: Collection[str]
) -> dict[str, KnownRecord]:
    """Return what is on record by source number; unknown ones are left out (已有记录)."""
    wanted = sorted(set(source_numbers))
    found: dict[str, KnownRecord] = {}
    for start in range(0, len(wanted), IN_ONE_QUERY):
        rows = ImportedRecord.objects.filter(
            region_code=region_code,
            source_name=source_name,
            source_number__in=wanted[start : start + IN_ONE_QUERY],
        )
        for number, *columns in rows.values_list(
            "source_number", "id", "case_number", "content_hash", "data_version", "stated"
        ):
            record_id, case_number, content_hash, data_version, stated = columns
            found[number] = KnownRecord(
                record_id, case_number, content_hash, KnownVersion(data_version, stated)
            )
    return found
