"""Pools in an answer to `pools`, which makers left as cgminer has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from headframe.drivers.cgminer import answers, values
from headframe.wire.gen.miner.v1 import miner_pb2

Row = Mapping[str, Any]


def pools(answer: Mapping[str, Any]) -> list[miner_pb2.Pool]:
    """The configured pools in priority order."""
    odd: list[str] = []
    rows = [row for row in answers.section(answer, "POOLS") if values.text(row, "URL")]
    rows.sort(key=lambda row: values.as_number(row.get("Priority")) or 0.0)
    return [
        miner_pb2.Pool(
            url=values.text(row, "URL"),
            username=values.text(row, "User"),
            active=values.flag(row, "Stratum Active"),
            alive=row["Status"] == "Alive" if "Status" in row else None,
            shares_accepted=values.total(row, "Accepted", odd),
            shares_rejected=values.total(row, "Rejected", odd),
        )
        for row in rows
    ]


def any_configured(rows: Sequence[Row]) -> bool:
    """Whether there is a pool at all."""
    return any(values.text(row, "URL") for row in rows)


def any_connected(rows: Sequence[Row]) -> bool:
    """Whether work comes from one of them."""
    return any(row.get("Stratum Active") is True and row.get("Status") == "Alive" for row in rows)
