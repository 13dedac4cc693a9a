"""Files from the server: the whole file or none."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.errors import FILE_EXISTS, FILE_UNUSABLE, CliError
from headframe.cli.running import Api

CsvFile = Annotated[Path, typer.Argument(metavar="FILE.csv", help="File to write; - for standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the file.")]


def export(api: Api, path: str, query: Body, file: Path, *, force: bool) -> None:
    """Write an export. The file appears when it is whole; an existing one is only replaced by `force`."""
    if str(file) == "-":
        for chunk in api.client.stream(path, **query):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    if file.exists() and not force:
        raise CliError(FILE_EXISTS, f"{file} exists already", "Name another file, or give --force.")
    save(api, path, query, file)
    size = file.stat().st_size
    api.out.show({"file": str(file), "bytes": size}, lambda: api.out.line(f"Wrote {size:,} bytes to {file}."))


def save(api: Api, path: str, query: Body, file: Path) -> None:
    """Write what the server streams; the file appears, or is replaced, when it is whole."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        _write(api, path, query, partial)
        partial.replace(file)
    except OSError as error:
        raise CliError(FILE_UNUSABLE, f"{file}: {error.strerror or error}", "Name another file.") from error
    finally:
        partial.unlink(missing_ok=True)


def _write(api: Api, path: str, query: Body, file: Path) -> None:
    with file.open("wb") as output:
        for chunk in api.client.stream(path, **query):
            output.write(chunk)
        output.flush()
        os.fsync(output.fileno())
