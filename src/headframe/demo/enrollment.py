"""Letting a node in, as a person would: a code for it, the words from its console, and the approval."""

import time
from collections.abc import Callable
from pathlib import Path

from headframe.cli.client import Body, Client
from headframe.core.enrollment.fingerprint import WORDS
from headframe.demo.errors import DemoError
from headframe.kit.files import write_private
from headframe.node.enrollment.console import WORDS_A_ROW

INDENT = "    "
ASK_SECONDS = 0.1
CODE, AUTHORITY = "enrollment-code", "server-ca.pem"


def enroll_options(client: Client, name: str, state_dir: Path, directory: Path) -> list[str]:
    """Arguments of `headframe` that enroll a node, with a fresh one-time code in a private file."""
    made = client.post("/enrollment-codes")
    code, authority = directory / CODE, directory / AUTHORITY
    write_private(code, made["code"].encode())
    options = ["node", "enroll", "--server", made["server_url"], "--name", name, "--code-file", str(code)]
    if made["authority_pem"]:
        write_private(authority, made["authority_pem"].encode())
        options += ["--ca", str(authority)]
    return [*options, "--state-dir", str(state_dir)]


def shown_words(console: str) -> str:
    """The ten words on a node's console; empty until all are there."""
    rows = [line.split() for line in console.splitlines() if line.startswith(INDENT)]
    words = [word for row in rows if len(row) == WORDS_A_ROW for word in row]
    return " ".join(words) if len(words) == WORDS else ""


def approve(client: Client, name: str, words: str) -> Body:
    """Let a node in that asks for it, by the words on its console; the node."""
    asking = [
        each
        for each in client.get_list("/enrollments")
        if each["state"] == "PENDING" and each["node_name"] == name
    ]
    if not asking:
        raise DemoError(f"no node {name} asks to be let in")
    return client.post(f"/enrollments/{asking[0]['id']}/approve", {"words": words})


def words_of(console: Path, running: Callable[[], bool], seconds: float) -> str:
    """The words, once a node's console shows them."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        words = shown_words(console.read_text(errors="replace"))
        if words:
            return words
        if not running():
            raise DemoError("a node ended before it showed its words")
        time.sleep(ASK_SECONDS)
    raise DemoError(f"a node showed no words within {seconds:.0f} s")
