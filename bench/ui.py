"""The list of miners in a real browser: 100,000 of them, and 1,000 rows that change every second.

    python bench/ui.py [--devices 100000] [--changes 1000] [--repeat 9] [--seconds 10] [--quick]

The server, its store and the fleet are those of `ui_server.py`; the UI is built from its sources; the browser
is Chromium. All times are taken in the page: from the navigation, click or key to the frame after the one
in which every row in view has its data. Nothing is cached by the browser but the scripts of the UI. Between
two acts lies a moment, as between those of a person: what the page reads ahead and follows is done by then.

first rows   the page is loaded again: navigation to rows
sort         a click on a column's name
filter       Enter in the filter, which the server checks first
jump         the scroller is put somewhere else; its rows are read from the server
bare         a window of the list fetched and parsed in the page, and not shown
heap         of the page after all that, garbage collected
frames       drawn while rows change, beside the same page with nothing changing; all changed rows are in
             the first 1,000 by name, so that each row in view is new every second

The baseline of each line is the aim, of frames the still page.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import children
from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright
from report import Table, machine, percentile

ROOT = children.HERE.parent
PORT = 18_440
CHROMIUM = os.environ.get("HEADFRAME_CHROMIUM", "/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
SIZE: ViewportSize = {"width": 1440, "height": 900}
FILTERS = ("site:North temp>60", "model:S21 power>3kW", "rig-0000", "status:hashing -site:South", "")
MOMENT_MS = 1_000.0
AIM_FIRST_MS, AIM_CHANGE_MS, AIM_JUMP_MS, AIM_HEAP_MIB = 500.0, 300.0, 200.0, 20.0


@dataclass(slots=True)
class Taken:
    """Milliseconds, by what was done."""

    first: list[float] = field(default_factory=list)
    sort: list[float] = field(default_factory=list)
    filter: list[float] = field(default_factory=list)
    jump: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frames:
    """What was drawn in so many seconds, and how long the page was busy at a stretch in all."""

    seconds: float
    drawn: int
    long: float

    @property
    def per_second(self) -> float:
        """Frames a second."""
        return self.drawn / self.seconds

    @property
    def busy_ms(self) -> float:
        """Long tasks, ms in a second."""
        return self.long / self.seconds


@contextmanager
def served(devices: int, port: int) -> Iterator[tuple[str, str, "subprocess.Popen[str]"]]:
    """A server over a fleet: its address, the admin's password, and the process, which takes orders."""
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as directory:
        command = [sys.executable, str(children.HERE / "ui_server.py"), "--state-dir", f"{directory}/state"]
        command += ["--devices", str(devices), "--port", str(port)]
        with children.running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise SystemExit("the server did not start")
            told = json.loads(line)
            yield told["url"], told["password"], process


def order(process: "subprocess.Popen[str]", changes: int) -> None:
    """Let so many rows change a second from now on."""
    assert process.stdin is not None
    process.stdin.write(f"{changes}\n")
    process.stdin.flush()


def sign_in(page: Page, url: str, password: str) -> None:
    """Sign in, and see the list."""
    page.goto(f"{url}/sign-in?next=/miners")
    page.get_by_label("Name").fill("admin")
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("grid", name="Miners").wait_for()


def after(page: Page, event: str, done: str) -> None:
    """Begin to wait for `done` from the next such event on; `taken` tells how long it took."""
    page.evaluate(f"probe.untilAfter({event!r}, () => {done})")


def taken(page: Page) -> float:
    """Milliseconds of what `after` waited for."""
    return float(page.evaluate("probe.pending"))


def load(page: Page, times: Taken) -> None:
    """Load the page again."""
    page.wait_for_timeout(MOMENT_MS)
    page.reload(wait_until="commit")
    times.first.append(float(page.evaluate("firstRows")))


def sort(page: Page, label: str, times: Taken) -> None:
    """Sort by a column, and once more the other way."""
    head = page.get_by_role("columnheader", name=label)
    for _ in range(2):
        page.wait_for_timeout(MOMENT_MS)
        before = head.get_attribute("aria-sort")
        after(page, "click", f"probe.sorted({label!r}) !== {before!r} && probe.filled()")
        head.get_by_role("button").click()
        times.sort.append(taken(page))


def narrow(page: Page, text: str, times: Taken) -> None:
    """Apply another filter than before."""
    box = page.get_by_role("combobox", name="Filter")
    box.fill(text)
    page.wait_for_timeout(MOMENT_MS)
    count = page.evaluate("probe.grid().ariaRowCount")
    after(page, "keydown", f"probe.grid().ariaRowCount !== {count!r} && probe.filled()")
    box.press("Enter")
    times.filter.append(taken(page))


def jump(page: Page, share: float, times: Taken) -> None:
    """Scroll somewhere else, and read as much of the list without showing it."""
    page.wait_for_timeout(MOMENT_MS)
    times.jump.append(float(page.evaluate(f"probe.jump({share})")))
    page.wait_for_timeout(MOMENT_MS)
    times.bare.append(float(page.evaluate(f"probe.bare({1 - share})")))


def measured(page: Page, repeat: int) -> Taken:
    """All that is measured by the clock, so many times."""
    draw, times = random.Random(3), Taken()
    for _ in range(repeat):
        load(page, times)
    for label in ("Hashrate", "Status", "Hottest", "Name")[: max(repeat // 2, 1)]:
        sort(page, label, times)
    for _ in range(max(repeat // len(FILTERS), 1)):
        for text in FILTERS:
            narrow(page, text, times)
    for _ in range(repeat * 2):
        jump(page, draw.random(), times)
    return times


def heap_mib(cdp: CDPSession) -> float:
    """The page's heap without garbage."""
    cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def frames(page: Page, seconds: float) -> Frames:
    """What is drawn at the top of the list."""
    page.evaluate("probe.jump(0)")
    return Frames(**page.evaluate(f"probe.frames({seconds})"))


def tell(times: Taken, devices: int) -> Table:
    """Times beside the aims."""
    table = Table(f"the list of {devices:,} miners, nothing changing")
    for what, values, aim in (
        ("first rows, warm", times.first, AIM_FIRST_MS),
        ("sort to paint", times.sort, AIM_CHANGE_MS),
        ("filter to paint", times.filter, AIM_CHANGE_MS),
        ("jump-scroll to data", times.jump, AIM_JUMP_MS),
    ):
        table.add(f"{what}, p50", percentile(values, 50), "ms", aim, "the aim")
        table.add(f"{what}, p95", percentile(values, 95), "ms", aim, "the aim")
    table.add("a window, bare, p50", percentile(times.bare, 50), "ms")
    return table


def tell_changing(still: Frames, changing: Frames, times: Taken, changes: int, heap: float) -> Table:
    """Frames beside those of the still page."""
    table = Table(f"the same while {changes:,} rows change a second")
    table.add("frames a second", changing.per_second, "1/s", still.per_second, "nothing changing")
    table.add("long tasks", changing.busy_ms, "ms/s", still.busy_ms, "nothing changing")
    table.add("jump-scroll to data, p50", percentile(times.jump, 50), "ms", AIM_JUMP_MS, "the aim")
    table.add("jump-scroll to data, p95", percentile(times.jump, 95), "ms", AIM_JUMP_MS, "the aim")
    table.add("a window, bare, p50", percentile(times.bare, 50), "ms")
    table.add("heap", heap, "MiB", AIM_HEAP_MIB, "the aim")
    return table


def look(page: Page, cdp: CDPSession, process: "subprocess.Popen[str]", chosen: argparse.Namespace) -> None:
    """Everything, and what it says."""
    page.get_by_role("row").nth(1).wait_for()
    times = measured(page, chosen.repeat)
    print(tell(times, chosen.devices), flush=True)
    still = frames(page, chosen.seconds)
    order(process, chosen.changes)
    changing = frames(page, chosen.seconds)
    moving, draw = Taken(), random.Random(5)
    for _ in range(chosen.repeat):
        jump(page, draw.random(), moving)
    print(tell_changing(still, changing, moving, chosen.changes, heap_mib(cdp)), flush=True)


def build_ui() -> None:
    """The UI as its sources are now."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "web_build.py")], check=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=1_000, help="rows that change a second")
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long frames are counted")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--quick", action="store_true", help="10,000 miners, looked at briefly")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.devices, chosen.repeat, chosen.seconds = 10_000, 3, 3.0
    if shutil.which(CHROMIUM) is None:
        print(f"left out: there is no Chromium at {CHROMIUM}; name one with HEADFRAME_CHROMIUM")
        return 0
    build_ui()
    print(machine(), flush=True)
    with served(chosen.devices, chosen.port) as (url, password, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport=SIZE)
        page = context.new_page()
        sign_in(page, url, password)
        page.add_init_script(path=Path(__file__).with_name("ui_probe.js"))
        page.reload()
        look(page, context.new_cdp_session(page), process, chosen)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
