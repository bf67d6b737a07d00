"""Serial blocks: unique numbers, gaps allowed, refused when the day is used up."""

from datetime import date

import pytest
from django.db import transaction

from zhengtong.foundation.serials import SerialBlock, reserve_case_numbers
from zhengtong.kernel.case_numbers import CaseNumbersUsedUp, parse_case_number

DAY = date(2018, 2, 26)


@pytest.mark.django_db
def test_it_reserves_numbers_one_after_the_other():
    first = reserve_case_numbers(region_code="510703", day=DAY, count=2)
    second = reserve_case_numbers(region_code="510703", day=DAY, count=1)
    assert [parse_case_number(number).serial for number in first + second] == [1, 2, 3]
    assert all(number.startswith("510703180226") for number in first)


@pytest.mark.django_db
def test_it_refuses_when_the_day_is_used_up():
    SerialBlock(region_code="510703", kind="case", day=DAY, next_serial=99_998).save()
    with pytest.raises(CaseNumbersUsedUp):
        reserve_case_numbers(region_code="510703", day=DAY, count=3)
    assert SerialBlock.objects.get(region_code="510703").next_serial == 99_998
    assert len(reserve_case_numbers(region_code="510703", day=DAY, count=2)) == 2
    with pytest.raises(CaseNumbersUsedUp):
        reserve_case_numbers(region_code="510703", day=DAY, count=1)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_inside_an_operation():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        reserve_case_numbers(region_code="510703", day=DAY, count=1)
