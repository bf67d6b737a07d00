"""What is wrong with a flow, and where (流程问题)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One reason why a flow may not be published (流程问题).

    Args:
        code: stable, in snake_case.
        node: key of the node at fault; empty where a node is missing altogether.
        message_zh: names the node in the office's words and says what is wrong.
    """

    code: str
    node: str
    message_zh: str
