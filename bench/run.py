"""Every benchmark, one after another, each in a process of its own and bounded in time.

    python bench/run.py [--quick] [--only poll] [--save FILE]

Without options the default sizes run, for an hour or so; `--quick` takes minutes. Nothing is written but
what `--save` names. Exits 1 when a benchmark failed, was late, or saw what must not be (a miss, a loss).
"""

import argparse
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from children import HERE, stop

FAILED = 1


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A script beside this one, with its options for a quick run and its bound for a whole one."""

    name: str
    quick: tuple[str, ...] = ("--quick",)
    minutes: float = 15.0


BENCHMARKS = (
    Benchmark("scan", ("--prefix", "20"), 5.0),
    Benchmark("poll"),
    Benchmark("store_ingest"),
    Benchmark("store_queries"),
    Benchmark("gateway"),
    Benchmark("nodes"),
    Benchmark("spool"),
    Benchmark("signing", minutes=5.0),
    Benchmark("commands", minutes=30.0),
    Benchmark("fleet", minutes=45.0),
    Benchmark("local"),
    Benchmark("ui"),
)


def present() -> tuple[Benchmark, ...]:
    """Those whose script is there."""
    return tuple(each for each in BENCHMARKS if script(each).is_file())


def script(benchmark: Benchmark) -> Path:
    """A benchmark's file."""
    return HERE / f"{benchmark.name}.py"


def run(benchmark: Benchmark, *, quick: bool, log: list[str]) -> bool:
    """Run one and show what it says as it says it; whether all was well."""
    command = [sys.executable, "-u", str(script(benchmark)), *(benchmark.quick if quick else ())]
    say(f"==== {benchmark.name}", log)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    bound = threading.Timer(benchmark.minutes * 60, stop, (process,))
    bound.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            say(line.rstrip("\n"), log)
        process.wait()
    finally:
        bound.cancel()
        stop(process)
    if process.returncode:
        say(f"{benchmark.name}: status {process.returncode}; its bound is {benchmark.minutes:g} minutes", log)
    return process.returncode == 0


def say(line: str, log: list[str]) -> None:
    """Show a line and keep it."""
    print(line, flush=True)
    log.append(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    names = [each.name for each in present()]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes: minutes")
    parser.add_argument("--only", choices=names, action="append")
    parser.add_argument("--save", type=Path, help="also write all output to this file")
    chosen = parser.parse_args(arguments)
    log: list[str] = []
    wanted = [each for each in present() if each.name in (chosen.only or names)]
    failed = [each.name for each in wanted if not run(each, quick=chosen.quick, log=log)]
    if failed:
        say(f"failed: {', '.join(failed)}", log)
    if chosen.save:
        chosen.save.write_text("\n".join(log) + "\n", encoding="utf-8")
    return FAILED if failed else 0


if __name__ == "__main__":
    sys.exit(main())
