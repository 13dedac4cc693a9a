"""Passwords typed on a terminal; never in arguments, which others can see."""

import sys
from getpass import getpass

from headframe.cli.errors import usage


def ask_password(question: str, *, twice: bool = False) -> str:
    """A password, not echoed. `twice` for a new one."""
    if not sys.stdin.isatty():
        raise usage("no password was given", "Give --password-file with a private file (0600).")
    password = getpass(f"{question}: ")
    if not password:
        raise usage("no password was given")
    if twice and getpass("Again: ") != password:
        raise usage("the two passwords differ")
    return password
