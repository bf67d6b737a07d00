"""Money as whole fen in storage and Decimal yuan in code (金额)."""

import re
from decimal import Decimal, localcontext

from zhengtong.kernel.errors import DomainError

_YUAN = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,2})?")


class AmountRefused(DomainError):
    """The text or number is no amount of whole fen (金额不成立)."""

    code = "amount_refused"


def yuan(amount_fen: int) -> Decimal:
    """Return an amount of fen as yuan with two decimals (分转元)."""
    with localcontext(prec=40):
        return Decimal(amount_fen).scaleb(-2)


def fen(amount_yuan: Decimal) -> int:
    """Return an amount of yuan as fen, never rounding (元转分).

    Raises:
        AmountRefused: the amount is no number or has more than two decimals.
    """
    if not amount_yuan.is_finite():
        raise AmountRefused(f"“{amount_yuan}”不是金额")
    with localcontext(prec=40):
        amount_fen = amount_yuan.scaleb(2)
        if amount_fen != amount_fen.to_integral_value():
            raise AmountRefused(f"金额 {amount_yuan} 元超过两位小数，请先按规定取整到分")
    return int(amount_fen)


def parse_yuan(text: str) -> int:
    """Read an amount in yuan as people write it, and return fen (读金额).

    Raises:
        AmountRefused: the text is no amount with at most two decimals.
    """
    plain = text.strip().removeprefix("¥").removesuffix("元").replace(",", "").strip()
    if not _YUAN.fullmatch(plain):
        raise AmountRefused(f"“{text}”不是金额，应写成 1234.50 的样子")
    return fen(Decimal(plain))


def format_yuan(amount_fen: int) -> str:
    """Return an amount as people read it, such as 1,234.50 (金额文字)."""
    return f"{yuan(amount_fen):,.2f}"
