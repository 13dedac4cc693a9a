"""Sites, racks and names for the miners of a picture."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from headframe.cli.client import Client

RACKS = ("A 1", "A 2", "A 3")
ROWS, COLUMNS = 4, 6

Body = dict[str, Any]


def settle(api: Client, devices: Sequence[Body], *, placed: int) -> Body:
    """Two sites, a hall with three racks, `placed` miners in them, and a name for each; the first rack."""
    site = api.post("/sites", {"name": "Hammerfest", "time_zone": "Europe/Oslo", "power_limit_watts": 5e5})
    api.post("/sites", {"name": "Reykjanes", "time_zone": "Atlantic/Reykjavik"})
    hall = api.post("/buildings", {"site_id": site["id"], "name": "Hall A"})
    size = {"rows": ROWS, "columns": COLUMNS}
    racks = [api.post("/racks", {"building_id": hall["id"], "name": name, **size}) for name in RACKS]
    placements = [
        {"device_id": device["id"], "placement": {"site_id": site["id"], "building_id": hall["id"], **slot}}
        for device, slot in zip(devices[:placed], _slots(racks), strict=False)
    ]
    api.post("/placements", {"placements": placements})
    for number, device in enumerate(devices, 1):
        api.patch(f"/devices/{device['id']}", {"name": f"H{number:03d}"})
    return racks[0]


def _slots(racks: Sequence[Body]) -> Iterable[Body]:
    for rack, row, column in product(racks, range(1, ROWS + 1), range(1, COLUMNS + 1)):
        yield {"rack_id": rack["id"], "row": row, "column": column}
