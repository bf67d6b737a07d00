"""Memory does not grow with the rows of a file (内存不随行数增长).

A run of 200,000 rows stands in README.md; this one is short enough for every day.
"""

import pytest

from zhengtong.exchange.tests.elsewhere import seeded, write_many

# Measured: 7.4 MB on SQLite, 6.0 MB on PostgreSQL: buffers that come to rest, and what the
# survey of the file takes to sort. Keeping 300 bytes of each row would be 5.4 MB more.
ALLOWED_KILOBYTES = 10 * 1024

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_takes_20_000_rows_in_the_memory_of_2_000(tmp_path):
    few = write_many(tmp_path / "少.csv", 2_000, prefix="F")
    many = write_many(tmp_path / "多.csv", 20_000, prefix="M")
    with seeded(tmp_path / "库") as there:
        told, (peak_of_few, peak_of_many) = there.run(few, many)
    assert "新建 2000 件" in told
    assert "新建 20000 件" in told
    assert peak_of_many - peak_of_few < ALLOWED_KILOBYTES, (peak_of_few, peak_of_many)
