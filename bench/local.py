"""The local UI of a node whose server is gone: its list for people and for programs, and what it costs.

    python bench/local.py [--miners 1000] [--interval 10] [--seconds 60] [--repeat 9]

A server lets a node in, pairs simulated miners with it, and is ended. Then the node runs alone, twice, from
the same state: without its local UI, which is the baseline, and with it. CPU and memory are those of the node
and its plugins together, over a window each: nobody there; and in use, which is one browser on the list of
miners, and a program that reads a window of that list five times a second.

list       windows of 100 rows, sorted by several columns, as the API answers them over TLS, beside `/me`,
           which does next to nothing
page       as `ui.py` takes them: first rows from a reload; sort, filter and jump to the frame that shows it

Exits 1 when a miner that is paired does not report.
"""

import argparse
import asyncio
import contextlib
import itertools
import shutil
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import children
import fleet
import httpx
import psutil
import server
import ui
from playwright.sync_api import Page, sync_playwright
from report import Table, machine, percentile

from headframe.cli.client import Client
from headframe.kit.passwords import PasswordHasher
from headframe.node.local.credential import NAME, LocalCredential

SERVER_PORT, LOCAL_PORT = 18_450, 18_451
WINDOW = 100
SORTS = ("name", "hashrate", "temp", "status")
FILTERS = ("model:S21", "")
READ_SECONDS = 0.2
READS = 50
"""Times `--repeat`."""
PAUSE_SECONDS = 0.03
"""Before each: the local API answers no more than 50 requests a second."""
WARM_TURNS = 3
"""Polls of each miner before CPU is counted."""
ALONE = ("--allow-loopback", "--log-level", "critical", "--metrics-listen", "off")


@dataclass(frozen=True, slots=True)
class Used:
    """What a node and its plugins took over a window."""

    cores: float
    rss_mib: float


class Reader:
    """A program that is signed in at the local UI."""

    def __init__(self, url: str) -> None:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self._http = httpx.Client(base_url=f"{url}/api/v1", verify=trusting, timeout=10.0)
        self._windows = itertools.count()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def answers(self) -> bool:
        """Whether the local UI is served."""
        with contextlib.suppress(httpx.TransportError):
            return self._http.get("/bootstrap").is_success
        return False

    def sign_in(self, password: str) -> None:
        """With the password of the node."""
        self._http.post("/sign-in", json={"name": NAME, "password": password}).raise_for_status()

    def reporting(self) -> int:
        """How many miners have a fresh sample."""
        return int(self._http.get("/devices/summary").raise_for_status().json()["reporting"])

    def me_ms(self) -> float:
        """What next to nothing takes."""
        return self._timed("/me")

    def window_ms(self, miners: int) -> float:
        """What the next window of the list takes: another place and another order each time."""
        turn = next(self._windows)
        offset = turn * WINDOW % max(miners, 1)
        return self._timed(
            f"/devices?limit={WINDOW}&offset={offset}&sort={SORTS[turn % len(SORTS)]}&descending=true"
        )

    def _timed(self, path: str) -> float:
        time.sleep(PAUSE_SECONDS)
        began = time.perf_counter()
        self._http.get(path).raise_for_status()
        return (time.perf_counter() - began) * 1000


@contextlib.contextmanager
def node_alone(directory: Path, interval: float, local_ui: str) -> Iterator[psutil.Process]:
    """The node from its state, with nobody to connect to."""
    line = ["node", "run", "--state-dir", server.NODE, "--local-ui", local_ui, *ALONE]
    with server.headframe(directory, [*line, *fleet.options(interval)]) as process:
        yield psutil.Process(process.pid)


def paired_node(directory: Path, miners: int, interval: float) -> None:
    """Let a node in and have it pair the miners; then end its server, and it."""
    with server.served(directory, SERVER_PORT) as running, Client(running.profile) as client:
        asyncio.run(server.enroll(directory / server.NODE, running.profile))
        with node_alone(directory, interval, "off") as node:
            server.until(
                lambda: client.get_list("/nodes")[0], lambda each: each["connected"], server.START_SECONDS
            )
            server.bring_in(client, [fleet.targets(miners)], miners)
            assert node.is_running()


def used(node: psutil.Process, seconds: float, read: Callable[[], object] = lambda: None) -> Used:
    """What the node takes in so many seconds, read from meanwhile or not."""
    family = [node, *node.children(recursive=True)]
    before, began = _cpu(family), time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 0:
        read()
        time.sleep(min(left, READ_SECONDS))
    cores = (_cpu(family) - before) / (time.monotonic() - began)
    return Used(cores, sum(each.memory_info().rss for each in family) / 2**20)


def _cpu(family: Sequence[psutil.Process]) -> float:
    return sum(children.cpu_seconds(each.pid) for each in family)


@contextlib.contextmanager
def visited(url: str, password: str) -> Iterator[Page]:
    """The list of miners in a browser, signed in on site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ui.CHROMIUM, args=ui.FLAGS)
        page = browser.new_context(viewport=ui.SIZE, ignore_https_errors=True).new_page()
        page.goto(f"{url}/sign-in?next=/miners")
        page.locator("input[type=password]").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("grid", name="Miners").wait_for()
        page.add_init_script(path=children.HERE / "ui_probe.js")
        page.reload()
        page.get_by_role("row").nth(1).wait_for()
        yield page
        browser.close()


def page_times(page: Page, repeat: int) -> ui.Taken:
    """What a person waits for."""
    times = ui.Taken()
    for turn in range(repeat):
        ui.load(page, times)
        ui.jump(page, (turn + 1) / (repeat + 1), times)
    for label in ("Hashrate", "Status", "Hottest", "Name")[: max(repeat // 2, 1)]:
        ui.sort(page, label, times)
    for _ in range(max(repeat // len(FILTERS), 1)):
        for text in FILTERS:
            ui.narrow(page, text, times)
    return times


def tell_api(me: Sequence[float], windows: Sequence[float], miners: int) -> Table:
    """The API beside what next to nothing takes."""
    table = Table(f"the local API, {miners:,} miners, one reader")
    for percent in (50, 99):
        table.add(
            f"a window of {WINDOW} rows, p{percent}",
            percentile(windows, percent),
            "ms",
            percentile(me, percent),
            "/me",
        )
    return table


def tell_page(times: ui.Taken) -> Table:
    """The page beside the aims of the server's."""
    table = Table("its page in a browser")
    for what, values, aim in (
        ("first rows, warm", times.first, ui.AIM_FIRST_MS),
        ("sort to paint", times.sort, ui.AIM_CHANGE_MS),
        ("filter to paint", times.filter, ui.AIM_CHANGE_MS),
        ("jump-scroll to data", times.jump, ui.AIM_JUMP_MS),
    ):
        table.add(f"{what}, p50", percentile(values, 50), "ms", aim, "the server's aim")
        table.add(f"{what}, p95", percentile(values, 95), "ms", aim, "the server's aim")
    return table


def tell_cost(without: Used, idle: Used, busy: Used | None, interval: float) -> Table:
    """The node with its local UI beside itself without."""
    table = Table(f"the node and its plugins, every miner polled each {interval:g} s")
    for what, each in (("nobody there", idle), ("in use", busy)):
        if each:
            table.add(f"CPU, {what}", each.cores, "cores", without.cores, "without local UI")
            table.add(f"memory, {what}", each.rss_mib, "MiB", without.rss_mib, "without local UI")
    return table


def with_local_ui(directory: Path, chosen: argparse.Namespace) -> tuple[Used, Used | None, int]:
    """The node with it: all its tables but the last, what it took, and how many miners reported."""
    password = asyncio.run(LocalCredential.within(directory / server.NODE).rotate(PasswordHasher()))
    url = f"https://{server.HOST}:{LOCAL_PORT}"
    with (
        node_alone(directory, chosen.interval, f"{server.HOST}:{LOCAL_PORT}") as node,
        contextlib.closing(Reader(url)) as reader,
    ):
        server.until(lambda: {"up": reader.answers()}, lambda now: now["up"], server.START_SECONDS)
        reader.sign_in(password)
        server.until(
            lambda: {"reporting": reader.reporting()},
            lambda now: now["reporting"] >= chosen.miners,
            fleet.WARM_SECONDS,
        )
        time.sleep(chosen.interval * WARM_TURNS)
        idle = used(node, chosen.seconds)
        reads = range(chosen.repeat * READS)
        me = [reader.me_ms() for _ in reads]
        print(tell_api(me, [reader.window_ms(chosen.miners) for _ in reads], chosen.miners), flush=True)
        busy = None
        if shutil.which(ui.CHROMIUM) is None:
            print(f"page left out: there is no Chromium at {ui.CHROMIUM}; name one with HEADFRAME_CHROMIUM")
        else:
            with visited(url, password) as page:
                print(tell_page(page_times(page, chosen.repeat)), flush=True)
                busy = used(node, chosen.seconds, lambda: reader.window_ms(chosen.miners))
        return idle, busy, reader.reporting()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--miners", type=int, default=1_000)
    parser.add_argument("--interval", type=float, default=10.0, help="seconds between two polls")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long CPU is counted each time")
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="200 miners, looked at briefly")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.miners, chosen.seconds, chosen.repeat = 200, 15.0, 3
    if not children.in_namespace():
        ui.build_ui()
    children.enter_namespace()
    print(machine(), flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="headframe-bench-") as name,
        children.simulated(fleet.mix(chosen.miners), first=fleet.FIRST_ADDRESS, offset=fleet.OFFSET),
    ):
        directory = Path(name)
        paired_node(directory, chosen.miners, chosen.interval)
        with node_alone(directory, chosen.interval, "off") as node:
            time.sleep(chosen.interval * WARM_TURNS)
            without = used(node, chosen.seconds)
        idle, busy, reporting = with_local_ui(directory, chosen)
        print(tell_cost(without, idle, busy, chosen.interval), flush=True)
    return int(reporting != chosen.miners)


if __name__ == "__main__":
    sys.exit(main())
