"""Lists, one device, sums, facets, exports, places."""

import csv
import io

import pytest

from headframe.api.parameters import MAX_WINDOW
from headframe.core.telemetry import Sample
from headframe.wire.convert.samples import columns_from_samples
from tests.server.operator.operator_world import Client, World, found_device


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """These hold on every kind of store."""
    name: str = request.param
    return name


async def test_a_window_is_filtered_and_sorted_by_the_server(world: World, admin: Client) -> None:
    first, second, third = world.mine.device_ids
    answer = (await admin.get("/devices", filter="temp>70", sort="temp", descending="true")).json()
    assert answer["total"] == 2
    assert [device["id"] for device in answer["devices"]] == [third, second]
    page = (await admin.get("/devices", sort="id", offset=1, limit=1)).json()
    assert (page["total"], page["offset"]) == (4, 1)
    assert [device["id"] for device in page["devices"]] == [second]
    row = (await admin.get("/devices", filter=f"id:{first}")).json()["devices"][0]
    assert row["hashrate_hs"] == pytest.approx(200e12)
    assert row["efficiency_j_per_h"] == pytest.approx(17.5e-12)
    assert row["status"] == "DEGRADED"
    assert (row["fault_count"], row["worst_fault"]) == (1, "MAJOR")
    assert row["groups"] == ["Hydro"]


async def test_unknown_is_null_and_never_zero(world: World, admin: Client) -> None:
    row = (await admin.get(f"/devices/{world.mine.unowned_id}")).json()["device"]
    for name in ("hashrate_hs", "power_watts", "uptime_seconds", "last_report_ms", "mining_state", "node_id"):
        assert row[name] is None, name


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"filter": "nothing:5"}, "invalid_filter"),
        ({"filter": "temp>"}, "invalid_filter"),
        ({"sort": "nothing"}, "invalid_sort"),
        ({"limit": MAX_WINDOW + 1}, "invalid_request"),
        ({"offset": -1}, "invalid_request"),
    ],
)
async def test_bad_queries_say_why(admin: Client, parameters: dict[str, object], code: str) -> None:
    for path in ("/devices", "/devices/export.csv"):
        if path == "/devices" or code != "invalid_request":
            answer = await admin.get(path, **parameters)
            assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_filter_help(admin: Client) -> None:
    fields = {field["name"]: field for field in (await admin.get("/filter/fields")).json()["fields"]}
    assert "OFFLINE" in fields["status"]["choices"]
    assert (fields["temp"]["unit"], fields["temp"]["has_facet"]) == ("C", False)
    assert (await admin.get("/filter/check", filter="model:S21")).json()["valid"] is True
    wrong = (await admin.get("/filter/check", filter="model:S21 temp>")).json()
    assert (wrong["valid"], wrong["position"]) == (False, 15)
    facet = (await admin.get("/devices/facets/model")).json()
    assert facet == {"field": "model", "values": [{"value": "S21", "count": 4}], "more": 0}
    assert (await admin.get("/devices/facets/temp")).status_code == 404


async def test_a_device_shows_each_component(world: World, admin: Client) -> None:
    detail = (await admin.get(f"/devices/{world.mine.device_ids[0]}")).json()
    board, fan = detail["components"]
    assert (board["kind"], board["hashrate_hs"], board["chips_working"]) == (
        "HASH_BOARD",
        pytest.approx(66e12),
        108,
    )
    assert board["temperature_c"] is None
    assert (fan["kind"], fan["rpm"]) == ("FAN", 5820.0)
    assert detail["pools"][0]["username"] == "worker.1"
    assert "REBOOT" in detail["capabilities"]["commands"]
    faults = (await admin.get(f"/devices/{world.mine.device_ids[0]}/faults")).json()["faults"]
    assert [fault["code"] for fault in faults] == ["fan.stopped"]
    assert faults[0]["action"] == "Clean or replace the fan; the miner may overheat."


async def test_the_summary_adds_what_is_known(admin: Client) -> None:
    summary = (await admin.get("/devices/summary")).json()
    assert (summary["devices"], summary["reporting"]) == (4, 3)
    assert summary["power_watts"] == pytest.approx(10_500)
    assert summary["efficiency_j_per_h"] == pytest.approx(17.5e-12)
    assert sum(summary["by_status"].values()) == 4


async def test_status_follows_time_alone(world: World, admin: Client) -> None:
    await admin.request(
        "PUT", "/settings", json={"offline_after_seconds": 30, "node_lost_after_seconds": 600}
    )
    world.clock.advance(31)
    statuses = (await admin.get("/devices/summary", filter="pairing:PAIRED")).json()["by_status"]
    assert {status for status, count in statuses.items() if count} == {"OFFLINE"}


async def test_naming_and_forgetting(world: World, admin: Client) -> None:
    device_id, unowned = world.mine.device_ids[0], world.mine.unowned_id
    named = await admin.request("PATCH", f"/devices/{device_id}", json={"name": "Hot one"})
    assert named.json()["name"] == "Hot one"
    back = await admin.request("PATCH", f"/devices/{device_id}", json={"name": ""})
    assert back.json()["name"] != "Hot one"
    owned = await admin.post("/devices/forget", {"selector": {"ids": [device_id, unowned]}})
    assert (owned.status_code, owned.json()["code"]) == (409, "conflict")
    assert (await admin.post("/devices/forget", {"selector": {"ids": [unowned]}})).json() == {"count": 1}
    assert (await admin.get(f"/devices/{unowned}")).status_code == 404


async def test_an_export_holds_every_row_and_runs_no_formula(world: World, admin: Client) -> None:
    found = [found_device("bulk", number) for number in range(2_345)]
    await world.stores.devices.record_found(world.mine.id, world.mine.node_id, found, now_ms=0)
    await world.stores.devices.rename(world.mine.id, world.mine.device_ids[0], '=HYPERLINK("x"),"')
    answer = await admin.get("/devices/export.csv", sort="id")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 2_349
    assert rows[0]["name"] == '\'=HYPERLINK("x"),"'
    assert float(rows[0]["power_watts"]) == pytest.approx(3500)
    assert rows[-1]["power_watts"] == ""
    some = await admin.get("/devices/export.csv", filter="site:North OR pairing:PAIRED")
    assert len(list(csv.DictReader(io.StringIO(some.text)))) == 3


async def test_charts_and_raw_samples(world: World, admin: Client) -> None:
    device_id, now = world.mine.device_ids[0], world.clock.now_ms()
    samples = [Sample(device_id, now + step * 10_000, power_watts=1000.0 + step) for step in range(1, 31)]
    world.clock.advance(400)
    await world.stores.telemetry.ingest(
        world.mine.id, world.mine.node_id, 2, columns_from_samples(samples), received_ms=now
    )
    path = f"/devices/{device_id}"
    chart = (await admin.get(f"{path}/telemetry", metric="power_watts", points=60)).json()
    assert chart["metric"] == "power_watts"
    assert sum(point["count"] for point in chart["points"]) == 31
    assert all(point["mean"] is None for point in chart["points"] if not point["count"])
    span = {"from": now + 1, "to": now + 400_000}
    seen: list[int] = []
    start: int | None = now + 1
    while start is not None:
        page = (await admin.get(f"{path}/samples", **(span | {"from": start}), limit=7)).json()
        seen += [entry["at_ms"] for entry in page["samples"]]
        start = page["next_from_ms"]
    assert seen == [entry.at_ms for entry in samples]
    for query in (
        {"metric": "power_watts"},
        {"metric": "power_watts", "filter": "pairing:PAIRED"},
        {"metric": "chip_temperature_c", "site_id": world.mine.site_id},
    ):
        fleet = await admin.get("/telemetry/fleet", **query)
        assert fleet.status_code == 200, fleet.text
    both = await admin.get(
        "/telemetry/fleet", metric="power_watts", filter="temp>1", site_id=world.mine.site_id
    )
    assert both.status_code == 422
    ages = {"metric": "power_watts", "from": 0, "to": 253_402_300_799_999}
    assert (await admin.get("/telemetry/fleet", **ages)).status_code == 200
    over_all = await admin.get("/telemetry/fleet", **ages, filter="temp>1")
    assert over_all.json().get("code") in (None, "limit_reached"), "bounded by the store, and said so"
    turned = await admin.get("/telemetry/fleet", metric="power_watts", **{"from": 5, "to": 5})
    assert turned.json()["errors"][0]["where"] == "from"


async def test_devices_swap_slots_in_one_call(world: World, admin: Client) -> None:
    mine = world.mine
    where = {"site_id": mine.site_id, "building_id": mine.building_id, "rack_id": mine.rack_id}

    def move(device_id: int, column: int) -> dict[str, object]:
        return {"device_id": device_id, "placement": where | {"row": 1, "column": column}}

    first, second, third = mine.device_ids
    placed = await admin.post("/placements", {"placements": [move(first, 1), move(second, 2)]})
    assert placed.json() == {"count": 2}
    swapped = await admin.post("/placements", {"placements": [move(first, 2), move(second, 1)]})
    assert swapped.status_code == 200
    taken = await admin.post("/placements", {"placements": [move(third, 1)]})
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
    row = (await admin.get(f"/devices/{first}")).json()["device"]
    assert (row["rack_name"], row["placement"]["column"]) == ("A 1", 2)
    in_use = await admin.request("DELETE", f"/racks/{mine.rack_id}")
    assert (in_use.status_code, in_use.json()["code"]) == (409, "not_empty")
    for wrong in (where | {"row": 1}, {"site_id": mine.site_id, "row": 1, "column": 1}):
        body = {"placements": [{"device_id": third, "placement": wrong}]}
        assert (await admin.post("/placements", body)).status_code == 422


async def test_group_members_by_selector(world: World, admin: Client) -> None:
    group = (await admin.post("/groups", {"name": "Hot"})).json()
    path = f"/groups/{group['id']}/members"
    changed = await admin.post(path, {"add": {"filter": "", "exclude": [world.mine.unowned_id]}})
    assert changed.json()["devices"] == 3
    changed = await admin.post(path, {"remove": {"ids": [world.mine.device_ids[0]]}})
    assert changed.json()["devices"] == 2
    twice = await admin.post("/groups", {"name": "hot"})
    assert (twice.status_code, twice.json()["code"]) == (409, "already_exists")


async def test_acts_leave_entries_with_their_actor(world: World, admin: Client) -> None:
    await admin.post("/sites", {"name": "South"})
    await admin.request("PATCH", f"/devices/{world.mine.device_ids[0]}", json={"name": "One"})
    entries = (await admin.get("/activity", limit=2)).json()
    assert [entry["verb"] for entry in entries["entries"]] == ["device.renamed", "site.added"]
    assert {entry["actor"]["display_name"] for entry in entries["entries"]} == {"mine-admin"}
    older = (await admin.get("/activity", before_id=entries["next_before_id"])).json()
    assert [entry["verb"] for entry in older["entries"]] == ["user.signed_in"]
    rows = list(csv.DictReader(io.StringIO((await admin.get("/activity/export.csv")).text)))
    assert [row["verb"] for row in rows] == ["device.renamed", "site.added", "user.signed_in"]
    only = (await admin.get("/activity", verb_prefix="site.")).json()["entries"]
    assert [entry["verb"] for entry in only] == ["site.added"]
