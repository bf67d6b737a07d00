"""Marks, icons, figures and dates in templates (标记、图标、数字、日期)."""

import datetime as dt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zhengtong.foundation.web import dates, marks
from zhengtong.foundation.web.parts import Figure

register = template.Library()
MARK = "foundation/mark.html"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it is decoration, the word beside it says the same (图标).

    Raises:
        UnknownMark: the sprite has no such icon.
    """
    if name not in marks.ICONS:
        raise marks.UnknownMark(f"no icon {name!r} in foundation/icons.html")
    return format_html('<svg class="ic" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.inclusion_tag(MARK)
def state_tag(state: str) -> dict[str, marks.Mark | None]:
    """Show a case's state (办件状态)."""
    return {"mark": marks.state_mark(state)}


@register.inclusion_tag(MARK)
def clock_tag(standing: str, days: int | None = None) -> dict[str, marks.Mark | None]:
    """Show how a clock stands, where that needs attention (时钟情况)."""
    return {"mark": marks.clock_mark(standing, days)}


@register.inclusion_tag(MARK)
def material_tag(state: str) -> dict[str, marks.Mark | None]:
    """Show how far a material has come (材料情况)."""
    return {"mark": marks.material_mark(state)}


@register.inclusion_tag(MARK)
def origin_tag(origin: str) -> dict[str, marks.Mark | None]:
    """Show that a record was entered late or taken from history (来源)."""
    return {"mark": marks.origin_mark(origin)}


@register.inclusion_tag(MARK)
def plain_tag(tone: str, icon_name: str, word: str) -> dict[str, marks.Mark | None]:
    """Show a mark that belongs to one page only, such as 未冻结 (标记)."""
    return {"mark": marks.Mark(tone=tone, icon=icon_name, word=word)}


@register.simple_tag
def note_icon(tone: str) -> SafeString:
    """Draw the icon of a note (提示图标)."""
    return icon(marks.NOTE_ICONS[tone])


@register.filter
def tone_of_level(level_tag: str) -> str:
    """Return the tone of a message of Django's, by its level (消息语气)."""
    return {"error": "bad", "warning": "warn"}.get(level_tag, "ok")


@register.simple_tag
def figure(shown: Figure) -> SafeString | str:
    """Show a figure that opens to its cases; a zero is plain text (可下钻的数字)."""
    if not shown.count:
        return mark_safe('<span class="zero">0</span>')
    written = grouped(shown.count)
    if not shown.url:
        return written
    # The label contains the figure as it is written, so that saying it aloud finds the link.
    return format_html(
        '<a class="drill" href="{}" aria-label="{} {} 件，看办件">{}</a>',
        shown.url,
        shown.name,
        written,
        written,
    )


@register.filter
def grouped(number: int) -> str:
    """Write `2,263` (千位分隔)."""
    return f"{number:,}"


@register.filter
def day(value: dt.date, today: dt.date | None = None) -> str:
    """Write `9 月 29 日`; the year is added where it is not that of `today` (日期)."""
    return dates.day_text(value, today=today)


@register.filter
def short_day(value: dt.date, today: dt.date) -> str:
    """Write `10/16` in narrow columns (短日期)."""
    return dates.short_day_text(value, today=today)


@register.filter
def weekday(value: dt.date) -> str:
    """Write `周二` (星期)."""
    return dates.weekday_text(value)


@register.filter
def day_and_weekday(value: dt.date, today: dt.date | None = None) -> str:
    """Write `10 月 9 日（周五）` (日期和星期)."""
    return dates.day_and_weekday_text(value, today=today)


@register.filter(expects_localtime=True)
def moment(value: dt.datetime, today: dt.date | None = None) -> str:
    """Write `9 月 22 日 16:35` in the office's own time zone (时刻)."""
    return dates.moment_text(value, today=today)
