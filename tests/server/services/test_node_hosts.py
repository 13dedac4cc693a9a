"""The last word of each node's host: the newest one, with the CPU since the one before."""

from headframe.core.fleet import HostTelemetry
from headframe.server.services.node_hosts import NodeHosts

HALL = 7


def told(at_seconds: int, cpu_seconds: float, rss_bytes: int = 1) -> HostTelemetry:
    return HostTelemetry(at_seconds * 1000, cpu_seconds, rss_bytes, 20, 0.5, 10**9, 0, 0, 1)


def test_a_node_that_tells_nothing_is_unknown() -> None:
    assert NodeHosts().of(HALL) is None


def test_cpu_is_that_between_two_words() -> None:
    hosts = NodeHosts()
    hosts.heard(HALL, "hall", told(100, 50.0))
    first = hosts.of(HALL)
    assert first is not None
    assert first.cpu_ratio is None
    hosts.heard(HALL, "hall", told(130, 53.0))
    second = hosts.of(HALL)
    assert second is not None
    assert second.cpu_ratio == 0.1


def test_what_a_spool_brings_late_is_no_news() -> None:
    hosts = NodeHosts()
    hosts.heard(HALL, "hall", told(130, 53.0, rss_bytes=2))
    hosts.heard(HALL, "hall", told(100, 50.0, rss_bytes=1))
    newest = hosts.of(HALL)
    assert newest is not None
    assert (newest.telemetry.rss_bytes, newest.cpu_ratio) == (2, None)


def test_a_process_that_began_anew_has_no_cpu_before() -> None:
    hosts = NodeHosts()
    hosts.heard(HALL, "hall", told(100, 50.0))
    hosts.heard(HALL, "hall", told(130, 1.0))
    newest = hosts.of(HALL)
    assert newest is not None
    assert newest.cpu_ratio is None


def test_a_new_name_is_taken_with_the_next_word() -> None:
    hosts = NodeHosts()
    hosts.heard(HALL, "hall", told(100, 50.0))
    hosts.heard(HALL, "hall-1", told(130, 51.0))
    assert [host.node_name for host in hosts.all().values()] == ["hall-1"]
