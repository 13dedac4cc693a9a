"""A running system as a test asks it: by its operator API, whatever its shape."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from headframe.cli.audit.fetching import logs, rows
from headframe.cli.client import Body, Client
from headframe.cli.errors import CliError
from headframe.core.audit.entries import decode_entry
from headframe.core.audit.events import NodeEvent
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import Profile, read_profile
from tests.support.simulated import SimFleet
from tests.support.waiting import until

WORK_SECONDS = 60.0
FINAL = {"SUCCEEDED", "FAILED", "REJECTED", "EXPIRED", "SUPERSEDED", "OUTCOME_UNKNOWN"}


class Asking:
    """What is asked of a system. `node_id` None is for systems of one node."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api: Client = Client(Profile(url, ""))

    def sign_in(self, profile: Path) -> bool:
        """Use the profile that the server writes; whether the server answers with it."""
        try:
            kept = read_profile(profile)
            if kept.server != self.url:
                return False
            self.api._http.close()
            self.api = Client(kept)
            self.nodes()
        except (FileNotFoundError, ValueError, UnsafeFileError, CliError):
            return False
        return True

    def connected(self) -> set[str]:
        """Names of the nodes that are connected; none while the server cannot be asked."""
        try:
            return {node["name"] for node in self.nodes() if node["connected"]}
        except CliError:
            return set()

    def nodes(self) -> list[Body]:
        """Its nodes."""
        return self.api.get_list("/nodes")

    def node(self) -> Body:
        """Its only node."""
        return self.nodes()[0]

    def plugin(self, driver: str) -> Body:
        """One plugin, as the API shows it."""
        return next(each for each in self.node()["plugins"] if each["driver"] == driver)

    def discover(self, *targets: str, node_id: int | None = None) -> Body:
        """Scan, and wait for the end."""
        started = self.api.post("/discoveries", {"targets": list(targets), "node_id": node_id})
        return until(
            lambda: self.api.get(f"/discoveries/{started['id']}"),
            lambda found: found["state"] not in ("RUNNING", "CANCELLING"),
            seconds=WORK_SECONDS,
        )

    def pair(
        self,
        selector: Body | None = None,
        *logins: Body,
        try_defaults: bool = True,
        node_id: int | None = None,
    ) -> Body:
        """Pair what a selector names, all without; wait for the outcomes; the batch."""
        started = self.api.post(
            "/pair",
            {
                "selector": selector or {"filter": ""},
                "try_defaults": try_defaults,
                "credentials": list(logins),
                "node_id": node_id,
            },
        )
        return self.finished(started["batch_id"])

    def bring_in(self, fleet: SimFleet, *, node_id: int | None = None) -> list[Body]:
        """Discover and pair a fleet; its devices once each has reported."""
        found = self.discover(fleet.targets, node_id=node_id)
        assert found["state"] == "FINISHED", found
        assert found["devices_found"] == fleet.count, found
        batch = self.pair({"filter": "pairing:unpaired"}, node_id=node_id)
        assert batch["counts"] == {"SUCCEEDED": fleet.count}, self.commands(batch["id"])
        return until(
            self.devices,
            lambda devices: all(device["last_report_ms"] for device in devices),
            seconds=WORK_SECONDS,
        )

    def devices(self, filter_text: str = "") -> list[Body]:
        """Rows of devices."""
        return self.api.rows("/devices", "devices", filter=filter_text)

    def device_at(self, address: str) -> Body:
        """The device at an address."""
        return next(device for device in self.devices() if device["address"] == address)

    def issue(self, kind: str, ids: Sequence[int] | None = None, **values: Any) -> str:
        """Order something of devices, of all without ids; the batch's id."""
        selector: Body = {"filter": ""} if ids is None else {"ids": list(ids)}
        issued = self.api.post("/commands", {"selector": selector, "command": {"kind": kind, **values}})
        return str(issued["batch"]["id"])

    def finished(self, batch_id: str, *, seconds: float = WORK_SECONDS) -> Body:
        """A batch, once all its commands have their outcome."""
        return until(
            lambda: self.api.get(f"/batches/{batch_id}"), lambda batch: batch["finished"], seconds=seconds
        )

    def commands(self, batch_id: str) -> list[Body]:
        """The commands of a batch."""
        return self.api.rows(f"/batches/{batch_id}/commands", "commands")

    def outcome(self, kind: str, device_id: int, *, seconds: float = WORK_SECONDS, **values: Any) -> Body:
        """Order something of one device; the command once it has ended."""
        batch_id = self.issue(kind, [device_id], **values)
        self.finished(batch_id, seconds=seconds)
        return self.commands(batch_id)[0]

    def activity(self, verb: str = "") -> list[Body]:
        """The whole activity log, newest first."""
        entries: list[Body] = []
        before: int | None = None
        while True:
            page = self.api.get("/activity", verb_prefix=verb, before_id=before, limit=200)
            entries += page["entries"]
            before = page["next_before_id"]
            if before is None:
                return entries

    def audited(self) -> list[str]:
        """Commands of whose end the server has an entry of a node's audit log."""
        sent = [log for log in logs(self.api) if log.node_id is not None]
        told = (decode_entry(row.entry) for log in sent for row in rows(self.api, log))
        return [each["command_id"] for each in told if each["event"] == NodeEvent.COMMAND_ENDED]

    def sample_times(self, device_id: int) -> list[int]:
        """When each sample that is stored of a device was taken."""
        times: list[int] = []
        start: int | None = 0
        while start is not None:
            page = self.api.get(f"/devices/{device_id}/samples", from_ms=start, limit=2000)
            times += [sample["at_ms"] for sample in page["samples"]]
            start = page["next_from_ms"]
        return times
