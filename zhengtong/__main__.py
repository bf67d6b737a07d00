"""`python -m zhengtong` is the command `zhengtong`."""

from zhengtong.cli import main

main()
