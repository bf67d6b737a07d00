"""The day ruler, against the pictures of the mock-ups."""

import pytest

from zhengtong.foundation.web.days import PassedDay, day_ruler

C, P = PassedDay.COUNTED, PassedDay.PAUSED


def _cells(ruler):
    return " ".join(cell or "-" for cell in ruler.cells)


@pytest.mark.parametrize(
    ("passed", "promised", "statutory", "today", "cells"),
    [
        pytest.param([C] * 3, 4, 6, True, "u u n p - -", id="running inside the promise"),
        pytest.param([], 2, 3, True, "p p -", id="accepted today"),
        pytest.param([C] * 4, 2, 6, True, "u u o o - -", id="past the promise"),
        pytest.param([C] * 5, 2, 3, True, "u u o x x", id="past the law"),
        pytest.param([C, C, P, P], 3, 4, False, "u u h h p -", id="paused now"),
        pytest.param([C, P, C], 3, 4, True, "u h n p -", id="was paused, runs again"),
        pytest.param([C, C], 2, 2, True, "u n", id="due today"),
        pytest.param([C, C], 3, 4, False, "u u p -", id="today is a rest day"),
        pytest.param([C], None, 3, True, "n - -", id="no promise of its own"),
        pytest.param([C, C], 1, None, True, "u x", id="no statutory limit"),
    ],
)
def test_it_draws_one_cell_per_working_day(passed, promised, statutory, today, cells):
    ruler = day_ruler(
        passed=passed, promised_days=promised, statutory_days=statutory, today_is_last=today
    )
    assert _cells(ruler) == cells


@pytest.mark.parametrize(
    ("passed", "sentence"),
    [
        pytest.param([C] * 7, "法定 20 个工作日，承诺 10 个工作日，已过 7 个工作日", id="in time"),
        pytest.param(
            [C] * 23,
            "法定 20 个工作日，承诺 10 个工作日，已过 23 个工作日，超过承诺 13 日，超过法定 3 日",
            id="broken",
        ),
        pytest.param(
            [C] * 12 + [P] * 4 + [C] * 2,
            "法定 20 个工作日，承诺 10 个工作日，已过 14 个工作日，暂停 4 个工作日，超过承诺 8 日",
            id="a pause does not cure a broken promise",
        ),
        pytest.param(
            [C] * 6 + [P] * 4 + [C] * 6,
            "法定 20 个工作日，承诺 10 个工作日，已过 12 个工作日，暂停 4 个工作日，超过承诺 2 日",
            id="days paused before the promise is reached are not past it",
        ),
        pytest.param(
            [C, P],
            "法定 20 个工作日，承诺 10 个工作日，已过 1 个工作日，暂停 1 个工作日",
            id="paused",
        ),
    ],
)
def test_it_says_the_same_in_a_sentence(passed, sentence):
    assert day_ruler(passed=passed, promised_days=10, statutory_days=20).sentence == sentence


def test_it_refuses_to_draw_without_a_limit():
    with pytest.raises(ValueError, match="needs a promised or a statutory limit"):
        day_ruler(passed=[C], promised_days=None, statutory_days=None)
