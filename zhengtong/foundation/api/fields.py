"""Kinds of text that the interface takes: sized, and without control characters (接口字段)."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, StringConstraints

_LINE = r"^[^\x00-\x1F\x7F]*$"
_LINES = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"

Word = Annotated[str, StringConstraints(max_length=64, pattern=_LINE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_LINE)]
Line = Annotated[str, StringConstraints(max_length=300, pattern=_LINE)]
Text = Annotated[str, StringConstraints(max_length=4000, pattern=_LINES)]
StaffCode = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[!-~]+$")]


class Given(Schema):
    """A request body; a field that is not described is refused, not dropped (请求体)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
