"""JSON as a firmware writes it, spoilt when the absurd fault is on."""

import json
from typing import Any

from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.absurd import make_absurd


def encode_json(miner: SimMiner, tree: Any) -> bytes:
    """Compact JSON. Under the absurd fault it holds NaN, which strict parsers refuse."""
    if FaultKind.ABSURD in miner.faults:
        tree = make_absurd(tree)
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode()
