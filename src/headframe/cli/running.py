"""Commands on the API: each gets the server and an output, and its errors become words and exit codes."""

import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from headframe.cli.client import Client
from headframe.cli.errors import FAILED, FILE_UNUSABLE, INTERRUPTED, CliError
from headframe.cli.finding import KEY_VARIABLE, SERVER_VARIABLE, Surroundings, find
from headframe.cli.output import Output
from headframe.core.errors import TABLE, HeadframeError
from headframe.kit.files import UnsafeFileError

P = ParamSpec("P")

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Server = Annotated[str | None, typer.Option(help=f"The server's URL; or {SERVER_VARIABLE}.")]
ProfileFile = Annotated[
    Path | None,
    typer.Option("--profile", help=f"Profile with server and key; the key also by {KEY_VARIABLE}."),
]


@dataclass(frozen=True, slots=True)
class Api:
    """What a command works with."""

    client: Client
    out: Output


def command(
    group: typer.Typer, name: str, *examples: str
) -> Callable[[Callable[Concatenate[Api, P], None]], Callable[Concatenate[Api, P], None]]:
    """Register a function as a command of `group`, with the options that all have: who, where, how."""

    def register(function: Callable[Concatenate[Api, P], None]) -> Callable[Concatenate[Api, P], None]:
        def run(*, server: str | None, profile: Path | None, as_json: bool, **values: Any) -> None:
            out = Output(as_json=as_json)
            with told(out), Client(find(server, profile, Surroundings.present())) as client:
                function(Api(client, out), **values)  # type: ignore[call-arg] # typer gives what was declared

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        run.__signature__ = _signature(function)  # type: ignore[attr-defined] # what typer reads
        run.__annotations__ = {}
        epilog = "\n\n".join(("Examples:", *examples)) if examples else None
        group.command(name, epilog=epilog)(run)
        return function

    return register


@contextmanager
def told(out: Output) -> Iterator[None]:
    """Turn what goes wrong inside into a message and an exit code."""
    try:
        yield
    except CliError as error:
        out.problem(error)
        raise typer.Exit(error.exit_code) from error
    except (HeadframeError, UnsafeFileError) as error:
        shown = of_file(error)
        out.problem(shown)
        raise typer.Exit(shown.exit_code) from error
    except KeyboardInterrupt as error:
        out.note("Interrupted.")
        raise typer.Exit(INTERRUPTED) from error
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has left; say no more
        raise typer.Exit(FAILED) from error
    except OSError as error:
        out.problem(CliError(FILE_UNUSABLE, str(error)))
        raise typer.Exit(FAILED) from error


def of_file(error: HeadframeError | UnsafeFileError) -> CliError:
    """What went wrong with a private file of ours."""
    if isinstance(error, HeadframeError):
        return CliError(error.code, error.message, TABLE[error.code].action)
    return CliError(FILE_UNUSABLE, str(error))


def _signature(function: Callable[..., None]) -> inspect.Signature:
    _, *own = inspect.signature(function).parameters.values()
    shared = [
        inspect.Parameter("server", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Server),
        inspect.Parameter("profile", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=ProfileFile),
        inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json),
    ]
    return inspect.Signature([*own, *shared])
