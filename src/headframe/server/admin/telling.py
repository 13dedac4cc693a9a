"""What maintenance commands print, and how they end."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from headframe.core.errors import TABLE, Code, HeadframeError
from headframe.kit.files import UnsafeFileError

FAILED = 1
BAD_USAGE = 2
_USAGE_CODES = frozenset((Code.INVALID_REQUEST, Code.TOO_LARGE))

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def answer(document: object, lines: Callable[[], list[str]], *, as_json: bool) -> None:
    """The answer on standard output."""
    if as_json:
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(lines()))


def bad_request(message: str) -> HeadframeError:
    """A command line that makes no sense."""
    return HeadframeError(Code.INVALID_REQUEST, message)


@contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Turn what goes wrong inside into a message on standard error and an exit code."""
    try:
        yield
    except HeadframeError as error:
        action = TABLE[error.code].action if error.code not in _USAGE_CODES else ""
        _problem(error.code, error.message, action, as_json=as_json)
        raise typer.Exit(BAD_USAGE if error.code in _USAGE_CODES else FAILED) from error
    except (UnsafeFileError, OSError) as error:
        _problem("file_unusable", str(error), "", as_json=as_json)
        raise typer.Exit(FAILED) from error


def table(titles: list[str], rows: list[list[str]]) -> list[str]:
    """Aligned lines."""
    widths = [max(len(row[at]) for row in [titles, *rows]) for at in range(len(titles))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [titles, *rows]
    ]


def _problem(code: str, message: str, action: str, *, as_json: bool) -> None:
    if as_json:
        document = {"code": code, "message": message, "action": action, "fields": []}
        sys.stderr.write(json.dumps({"error": document}, ensure_ascii=False) + "\n")
        return
    sys.stderr.write(f"headframe: [{code}] {message}\n" + (f"  {action}\n" if action else ""))
