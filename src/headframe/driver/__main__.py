"""`python -m headframe.driver NAME --socket PATH`: the process of one plugin, started by the node.

The cookie is the first line of standard input; the process ends when that closes.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from headframe.driver.confine import Limits, apply_limits, forbid_processes
from headframe.driver.cookie import CookieError, read_cookie
from headframe.driver.lifetime import die_with_parent, watch_stdin

STDIN = 0
EXIT_USAGE = 64
"""Exit status where the process was not started as a node starts it."""


EXIT_OVERFLOW = 71
"""Exit status where the driver held on to too many cancelled calls."""


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The command line. Nothing secret is ever on it."""
    parser = argparse.ArgumentParser(prog="python -m headframe.driver", description=__doc__)
    parser.add_argument("name", help="the driver's entry point in the group headframe.drivers")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--max-concurrency", type=int, default=0)
    parser.add_argument("--max-open-files", type=int)
    parser.add_argument("--max-address-space-bytes", type=int)
    parser.add_argument("--max-processes", type=int)
    parser.add_argument("--allow-processes", action="store_true")
    return parser.parse_args(arguments)


def confined(options: argparse.Namespace) -> None:
    """Give up what the plugin may not do."""
    apply_limits(
        Limits(
            max_open_files=options.max_open_files,
            max_address_space_bytes=options.max_address_space_bytes,
            max_processes=options.max_processes,
        )
    )
    if not options.allow_processes and not forbid_processes():
        print("this kernel cannot keep a plugin from starting processes", file=sys.stderr)  # noqa: T201


async def run(options: argparse.Namespace, cookie: str) -> int:
    """Load the driver and serve it until the node lets go; the exit status."""
    from headframe.driver.entry import load  # noqa: PLC0415 - nothing is imported before the limits hold
    from headframe.driver.serve import serve  # noqa: PLC0415

    asyncio.get_running_loop().set_exception_handler(report)
    stop = asyncio.Event()
    watch_stdin(STDIN, stop)
    driver = load(options.name)
    as_told = await serve(driver, options.socket, cookie, stop, max_concurrency=options.max_concurrency)
    if as_told:
        return 0
    print("too many calls ignored their cancellation; ending to be restarted", file=sys.stderr)  # noqa: T201
    return EXIT_OVERFLOW


def report(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Print of a stray exception what it was, never its text, which may carry a credential."""
    error = context.get("exception")
    kind = "" if error is None else f": {type(error).__name__}"
    print(f"{context.get('message', 'a stray error')}{kind}", file=sys.stderr)  # noqa: T201


def main() -> int:
    """Run the plugin; the exit status is 0 after an ordered end."""
    die_with_parent()
    options = parsed(sys.argv[1:])
    try:
        cookie = read_cookie(STDIN)
    except CookieError as error:
        print(f"{error}; a plugin is started by a fleet node", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    confined(options)

    import uvloop  # noqa: PLC0415

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        leave(runner.run(run(options, cookie)))
    return 0


def leave(status: int) -> None:
    """End at once, past interpreter teardown: native libraries in a driver may abort during it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
