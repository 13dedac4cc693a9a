"""Host telemetry on the wire, and what no host could tell."""

import math

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import HostTelemetry
from headframe.wire.convert.hosts import MAX_COUNT, host_from_wire, host_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

HOST = HostTelemetry(1_000, 12.5, 10**8, 300, 0.25, 10**11, 40, 9_000, 17)


def test_it_comes_as_it_went() -> None:
    assert host_from_wire(host_to_wire(HOST), at_ms=HOST.at_ms) == HOST


@pytest.mark.parametrize(
    "field",
    [
        {"cpu_seconds": math.nan},
        {"cpu_seconds": -1.0},
        {"load_average": math.inf},
        {"rss_bytes": MAX_COUNT + 1},
        {"disk_free_bytes": 2**64 - 1},
        {"spool_rows": MAX_COUNT + 1},
    ],
)
def test_what_no_host_could_tell_is_refused(field: dict[str, float]) -> None:
    with pytest.raises(HeadframeError) as refused:
        host_from_wire(gateway_pb2.HostTelemetry(**field), at_ms=1)
    assert refused.value.code is Code.INVALID_REQUEST
