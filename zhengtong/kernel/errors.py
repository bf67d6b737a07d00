"""The one base of everything that the platform refuses in an orderly way (业务拒绝)."""

from typing import ClassVar


class DomainError(Exception):
    """An anticipated refusal with a message fit for the citizen (业务拒绝).

    A subclass stands beside the function that raises it and sets `code` (stable, snake_case)
    and `clause`, the law it rests on, or an empty text.

    Args:
        message: plain Chinese, says what was refused and how to go on.
    """

    code: ClassVar[str] = "refused"
    clause: ClassVar[str] = ""
    message: str

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
