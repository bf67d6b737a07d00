"""March: every case that February left is finished inside its limits, nothing else is touched."""

from datetime import date

from demo.cases import case_rows
from demo.march import march_rows


def test_it_finishes_what_february_left():
    newest = {row.source_number: row for row in case_rows()}
    march = {row.source_number: row for row in march_rows()}
    open_cases = [row for row in newest.values() if row.completed_at is None]
    undelivered = [row for row in newest.values() if row.delivered_at is None]
    assert (len(open_cases), len(undelivered), len(march)) == (64, 192, 192)
    for number, row in march.items():
        before = newest[number]
        assert row.data_version == before.data_version + 1
        assert row.accepted_at == before.accepted_at
        assert before.completed_at in (None, row.completed_at)
        assert row.accepted_at < row.completed_at < row.delivered_at < row.source_recorded_at
        assert row.delivered_at.date() == row.source_recorded_at.date() == date(2018, 3, 1)
