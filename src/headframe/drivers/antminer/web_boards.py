"""What `stats.cgi` adds to the boards of a sample: serial numbers and expected hashrates.

Its chains count from 0 and carry the same slots as the TCP API's from 1.
"""

from collections.abc import Mapping
from typing import Any

from headframe.drivers.antminer.sample import unit_of
from headframe.drivers.cgminer import answers, values
from headframe.wire.gen.miner.v1 import miner_pb2


def add(sample: miner_pb2.Sample, stats_answer: Mapping[str, Any]) -> None:
    """Fill in what the TCP API did not tell of each board."""
    stats = answers.first(stats_answer, "STATS")
    unit_hs = unit_of(stats)
    chains = {
        index: chain
        for chain in answers.section(stats, "chain")
        if (index := values.count(chain, "index", [])) is not None
    }
    for board in sample.components:
        chain = chains.get(board.slot)
        if board.kind != miner_pb2.COMPONENT_KIND_HASH_BOARD or chain is None:
            continue
        board.serial = board.serial or values.text(chain, "sn")
        ideal = values.hashrate(chain, "rate_ideal", unit_hs, [])
        if ideal and not board.HasField("expected_hashrate_hs"):
            board.expected_hashrate_hs = ideal
