"""Wait for long work, with a progress bar on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from headframe.cli.client import Body
from headframe.cli.commands.rows import OPEN_STATES, ended
from headframe.cli.errors import SERVER_UNREACHABLE, TIMEOUT, CliError
from headframe.cli.running import Api

FIRST_ASK_SECONDS = 0.1
SLOWEST_ASK_SECONDS = 1.0
AWAY_SECONDS = 60.0
"""How long a server may be away, restarting, before waiting for it is given up."""

Tell = Callable[[int, int | None, str], None]
"""Takes how many are done, of how many (None: not known yet), and a few words."""


def follow(
    ask: Callable[[], Body], is_done: Callable[[Body], bool], tell: Callable[[Body], None], *, seconds: float
) -> Body:
    """Ask until it is done. `timeout` after so many seconds; what was asked for goes on."""
    started = reached = time.monotonic()
    pause = FIRST_ASK_SECONDS
    while True:
        try:
            state = ask()
            reached = time.monotonic()
        except CliError as error:
            if error.code not in (SERVER_UNREACHABLE, TIMEOUT) or time.monotonic() - reached > AWAY_SECONDS:
                raise
        else:
            tell(state)
            if is_done(state):
                return state
        if time.monotonic() - started > seconds:
            raise CliError("wait_over", f"not done after {seconds:.0f} s; it goes on", "Look again later.")
        time.sleep(pause)
        pause = min(pause * 1.5, SLOWEST_ASK_SECONDS)


@contextmanager
def progress(api: Api, title: str) -> Iterator[Tell]:
    """A progress bar on standard error; nothing where that is no terminal."""
    if api.out.as_json or not sys.stderr.isatty():
        yield lambda _done, _total, _words: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=api.out.errors, transient=True) as bar:
        task = bar.add_task(title, total=None, words="")
        yield lambda done, total, words: bar.update(task, completed=done, total=total, words=words)


def follow_batch(api: Api, batch_id: str, *, seconds: float) -> Body:
    """A batch once each of its commands has an outcome. Ctrl-C stops the waiting, not the commands."""
    path = f"/batches/{batch_id}"
    try:
        with progress(api, "Commands") as tell:
            return follow(
                lambda: api.client.get(path),
                lambda batch: bool(batch["finished"]),
                lambda batch: tell(ended(batch), batch["total"], words(batch)),
                seconds=seconds,
            )
    except KeyboardInterrupt:
        api.out.note(f"The commands go on. Follow them: headframe commands show {batch_id} --wait")
        raise
    except CliError as error:
        if error.code != "wait_over":
            raise
        action = f"Follow it: headframe commands show {batch_id} --wait"
        raise CliError(error.code, error.message, action) from error


def words(batch: Body) -> str:
    """Counts that are not zero, open ones first."""
    counts = batch["counts"]
    order = sorted(counts, key=lambda state: (state not in OPEN_STATES, state))
    return ", ".join(f"{counts[state]} {state.lower()}" for state in order if counts[state])
