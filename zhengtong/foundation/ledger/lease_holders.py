"""Who holds a lease, and whether he is still there: a killed process keeps nobody waiting.

Nor does one whose connection was lost while it held a lease: it could not write that it let go.
"""

import os

from zhengtong.foundation.ids import new_id

LONGEST_NODE = 20
_HELD_HERE: set[str] = set()


def new_holder() -> str:
    """Return a name for a lease of this process; each lease has its own, until it is let go."""
    holder = f"{_node()}:{os.getpid()}:{new_id().hex}"
    _HELD_HERE.add(holder)
    return holder


def let_go(holder: str) -> None:
    """Note that nobody in this process works under a lease any more, whatever the row says."""
    _HELD_HERE.discard(holder)


def has_died(holder: str) -> bool:
    """Say whether the holder of a lease ran on this machine and is gone.

    Of other machines nobody here can know: their leases end by themselves. Should two
    containers share a name, a living holder may lose its lease; it then stops by itself.
    """
    node, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if node != _node() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return holder not in _HELD_HERE
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and somebody else's
        return False
    return False


def _node() -> str:
    return os.uname().nodename[:LONGEST_NODE]
