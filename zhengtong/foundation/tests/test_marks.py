"""Colour, icon and word of every state."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template

from zhengtong.foundation.web import marks
from zhengtong.foundation.web.marks import (
    UnknownMark,
    clock_mark,
    material_mark,
    origin_mark,
    state_mark,
)
from zhengtong.foundation.web.parts import Figure

SPRITE = Path(marks.__file__).parents[1] / "templates/foundation/icons.html"


def _render(source, **context):
    return Template("{% load marks %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("state", "tone", "icon", "word"),
    [
        ("draft", "", "pen", "草稿"),
        ("correction_noticed", "warn", "back", "待补正"),
        ("in_review", "run", "live", "审查中"),
        ("suspended", "hold", "pause", "已暂停"),
        ("granted", "ok", "check", "准予"),
        ("denied", "bad", "stop", "不予许可"),
        ("voided", "cool", "dash", "已作废"),
        ("delivered", "ok", "check", "已送达"),
    ],
)
def test_it_marks_a_state_by_colour_icon_and_word(state, tone, icon, word):
    mark = state_mark(state)
    assert (mark.tone, mark.icon, mark.word) == (tone, icon, word)


@pytest.mark.parametrize(
    ("standing", "days", "tone", "word"),
    [
        pytest.param("soon", 1, "warn", "剩 1 日", id="nearly due"),
        pytest.param("due_today", 0, "warn", "今天到期", id="due today"),
        pytest.param("promise_broken", 4, "late", "逾承诺 4 日", id="past the promise"),
        pytest.param("law_broken", 3, "over", "逾法定 3 日", id="past the law"),
        pytest.param("paused", 5, "hold", "暂停", id="paused"),
    ],
)
def test_it_marks_a_clock_that_needs_attention(standing, days, tone, word):
    mark = clock_mark(standing, days)
    assert (mark.tone, mark.word) == (tone, word)


@pytest.mark.parametrize("standing", ["running", "ended"])
def test_it_leaves_a_normal_clock_quiet(standing):
    assert clock_mark(standing, 9) is None


@pytest.mark.parametrize(
    ("origin", "word"),
    [("back_entry", "补录"), ("import", "历史导入"), ("live", None), ("synced", None)],
)
def test_it_marks_only_what_was_entered_late(origin, word):
    mark = origin_mark(origin)
    assert (mark.word if mark else None) == word


@pytest.mark.parametrize(
    "ask",
    [
        lambda: state_mark("acepted"),
        lambda: clock_mark("asleep", 1),
        lambda: material_mark("lost"),
        lambda: _render("{% icon 'unicorn' %}"),
    ],
)
def test_it_raises_on_a_code_that_does_not_exist(ask):
    with pytest.raises(UnknownMark):
        ask()


def test_every_mark_has_its_icon_in_the_sprite():
    sprite = SPRITE.read_text(encoding="utf-8")
    used = {mark.icon for mark in (*marks.STATE_MARKS.values(), *marks.MATERIAL_MARKS.values())}
    assert used <= marks.ICONS
    assert [name for name in sorted(marks.ICONS) if f'id="i-{name}"' not in sprite] == []


def test_it_writes_the_tag():
    assert _render("{% state_tag 'accepted' %}").strip() == (
        '<span class="tag run"><svg class="ic" aria-hidden="true"><use href="#i-check"/></svg>'
        "已受理</span>"
    )


@pytest.mark.parametrize(
    ("figure", "html"),
    [
        pytest.param(
            Figure(count=1459, name="累计受理", url="/f"),
            '<a class="drill" href="/f" aria-label="累计受理 1,459 件，看办件">1,459</a>',
            id="a figure opens",
        ),
        pytest.param(
            Figure(count=0, name="累计受理", url="/f"), '<span class="zero">0</span>', id="a zero"
        ),
        pytest.param(Figure(count=7, name="受理"), "7", id="nowhere to go"),
        pytest.param(
            Figure(count=1, name='"><b>', url="/f"),
            '<a class="drill" href="/f" aria-label="&quot;&gt;&lt;b&gt; 1 件，看办件">1</a>',
            id="a hostile name",
        ),
    ],
)
def test_it_writes_a_figure(figure, html):
    assert _render("{% figure figure %}", figure=figure) == html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("{{ day|day }}", "2 月 9 日", id="a day"),
        pytest.param("{{ day|day:today }}", "2018 年 2 月 9 日", id="a day of another year"),
        pytest.param("{{ day|weekday }}", "周五", id="weekday"),
        pytest.param("{{ day|day_and_weekday }}", "2 月 9 日（周五）", id="both"),
        pytest.param("{{ day|short_day:today }}", "2018/2/9", id="short, of another year"),
        pytest.param("{{ moment|moment }}", "2 月 9 日 16:05", id="a moment in local time"),
        pytest.param("{{ number|grouped }}", "245,388", id="a large number"),
    ],
)
def test_it_writes_dates_and_numbers(source, text):
    context = {
        "day": date(2018, 2, 9),
        "today": date(2026, 9, 29),
        "moment": datetime(2018, 2, 9, 8, 5, tzinfo=UTC),
        "number": 245_388,
    }
    assert _render(source, **context) == text


@pytest.mark.parametrize(
    ("level", "tone"),
    [("error", "bad"), ("warning", "warn"), ("success", "ok"), ("info", "ok")],
)
def test_it_gives_a_message_the_tone_of_its_level(level, tone):
    assert _render("{{ level|tone_of_level }}", level=level) == tone
    assert tone in marks.NOTE_ICONS
