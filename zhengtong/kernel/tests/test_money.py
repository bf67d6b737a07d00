from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.money import AmountRefused, fen, format_yuan, parse_yuan, yuan


@pytest.mark.parametrize(
    ("amount_yuan", "amount_fen"),
    [
        (Decimal("0"), 0),
        (Decimal("0.01"), 1),
        (Decimal("1234.50"), 123450),
        (Decimal("-3.2"), -320),
        (Decimal("1E+2"), 10000),
        (Decimal("99999999999999.99"), 9999999999999999),
        (Decimal("1.200"), 120),
    ],
)
def test_it_turns_yuan_into_fen(amount_yuan, amount_fen):
    assert fen(amount_yuan) == amount_fen


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "0.005"])
def test_it_refuses_what_is_no_whole_number_of_fen(amount):
    with pytest.raises(AmountRefused):
        fen(Decimal(amount))


@pytest.mark.parametrize(
    ("text", "amount_fen"),
    [("1234.5", 123450), ("1,234.50", 123450), ("¥ 20元", 2000), ("-0.05", -5), (" 7 ", 700)],
)
def test_it_reads_what_people_write(text, amount_fen):
    assert parse_yuan(text) == amount_fen


@pytest.mark.parametrize("text", ["", "1.234", "abc", "1e5", "NaN", "1.", "--2", "１２"])
def test_it_refuses_what_is_no_amount(text):
    with pytest.raises(AmountRefused, match="不是金额"):
        parse_yuan(text)


def test_it_writes_what_people_read():
    assert format_yuan(123456789) == "1,234,567.89"
    assert format_yuan(-5) == "-0.05"
    assert yuan(9999999999999999) == Decimal("99999999999999.99")


@given(st.integers(-(10**18), 10**18))
def test_it_loses_nothing_on_the_way_there_and_back(amount_fen):
    assert fen(yuan(amount_fen)) == amount_fen
