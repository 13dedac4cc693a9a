"""The permission table: what each route of the operator API needs. A route that is not here is not served."""

from enum import StrEnum

from headframe.core.access import Permission


class Access(StrEnum):
    """Rules that are no permission."""

    PUBLIC = "public"  # anybody, signed in or not
    SIGNED_IN = "signed_in"  # any person or API key
    PERSON = "person"  # any signed-in person, whatever the role; no API key


Rule = Permission | Access

_READ = Permission.READ_FLEET
_ACTIVITY = Permission.READ_ACTIVITY
_COMMAND = Permission.COMMAND_DEVICES
_PAIR = Permission.PAIR_DEVICES
_CONFIGURE = Permission.CONFIGURE_DEVICES
_PLACE = Permission.PLACE_DEVICES
_SITES = Permission.MANAGE_SITES
_ACCESS = Permission.MANAGE_ACCESS
_SETTINGS = Permission.MANAGE_SETTINGS

WEBSOCKET = "WEBSOCKET"
"""Stands for the method of WebSocket routes."""

TABLE: dict[tuple[str, str], Rule] = {
    ("GET", "/bootstrap"): Access.PUBLIC,
    ("GET", "/openapi.json"): Access.PUBLIC,
    ("GET", "/docs"): Access.PUBLIC,
    # sign-in
    ("POST", "/setup"): Access.PUBLIC,
    ("POST", "/sign-in"): Access.PUBLIC,
    ("POST", "/sign-out"): Access.SIGNED_IN,
    ("GET", "/me"): Access.SIGNED_IN,
    ("POST", "/me/password"): Access.PERSON,
    # people
    ("GET", "/roles"): Access.SIGNED_IN,
    ("GET", "/users"): _ACCESS,
    ("POST", "/users"): _ACCESS,
    ("PATCH", "/users/{user_id}"): _ACCESS,
    ("DELETE", "/users/{user_id}"): _ACCESS,
    ("POST", "/users/{user_id}/setup-link"): _ACCESS,
    ("GET", "/api-keys"): _ACCESS,
    ("POST", "/api-keys"): _ACCESS,
    ("DELETE", "/api-keys/{key_id}"): _ACCESS,
    # places
    ("GET", "/sites"): _READ,
    ("POST", "/sites"): _SITES,
    ("GET", "/sites/{site_id}"): _READ,
    ("PUT", "/sites/{site_id}"): _SITES,
    ("DELETE", "/sites/{site_id}"): _SITES,
    ("GET", "/buildings"): _READ,
    ("POST", "/buildings"): _SITES,
    ("GET", "/buildings/{building_id}"): _READ,
    ("PUT", "/buildings/{building_id}"): _SITES,
    ("DELETE", "/buildings/{building_id}"): _SITES,
    ("GET", "/racks"): _READ,
    ("POST", "/racks"): _PLACE,
    ("GET", "/racks/{rack_id}"): _READ,
    ("PUT", "/racks/{rack_id}"): _PLACE,
    ("DELETE", "/racks/{rack_id}"): _PLACE,
    ("POST", "/placements"): _PLACE,
    ("GET", "/groups"): _READ,
    ("POST", "/groups"): _PLACE,
    ("GET", "/groups/{group_id}"): _READ,
    ("PUT", "/groups/{group_id}"): _PLACE,
    ("DELETE", "/groups/{group_id}"): _PLACE,
    ("POST", "/groups/{group_id}/members"): _PLACE,
    # views: each person's own; only the owner or an admin changes a shared one
    ("GET", "/views"): Access.PERSON,
    ("POST", "/views"): Access.PERSON,
    ("PUT", "/views/{view_id}"): Access.PERSON,
    ("DELETE", "/views/{view_id}"): Access.PERSON,
    # nodes and settings
    ("GET", "/nodes"): _READ,
    ("GET", "/nodes/{node_id}"): _READ,
    ("PATCH", "/nodes/{node_id}"): _SETTINGS,
    ("POST", "/nodes/{node_id}/revoke"): _SETTINGS,
    ("POST", "/nodes/{node_id}/rotate-api-key"): _SETTINGS,
    ("POST", "/nodes/{node_id}/settle-clone"): _SETTINGS,
    ("GET", "/transfers"): _READ,
    ("POST", "/nodes/{node_id}/transfer/preview"): _PAIR,
    ("POST", "/nodes/{node_id}/transfer"): _PAIR,
    ("POST", "/nodes/{node_id}/transfer/cancel"): _PAIR,
    ("POST", "/nodes/{node_id}/transfer/host-off"): _PAIR,
    ("POST", "/enrollment-codes"): _SETTINGS,
    ("GET", "/enrollments"): _SETTINGS,
    ("POST", "/enrollments/{enrollment_id}/approve"): _SETTINGS,
    ("POST", "/enrollments/{enrollment_id}/draft"): _SETTINGS,
    ("POST", "/enrollments/{enrollment_id}/reject"): _SETTINGS,
    ("GET", "/keys"): _READ,
    ("GET", "/keys/keysets"): _READ,
    ("GET", "/keys/certificates"): _SETTINGS,
    ("POST", "/keys/certificates"): _SETTINGS,
    ("POST", "/keys/changes"): _SETTINGS,
    ("POST", "/keys/keysets"): _SETTINGS,
    ("POST", "/keys/issuer-draft"): _SETTINGS,
    ("GET", "/settings"): _READ,
    ("PUT", "/settings"): _SETTINGS,
    # devices
    ("GET", "/devices"): _READ,
    ("GET", "/devices/summary"): _READ,
    ("GET", "/devices/export.csv"): _READ,
    ("GET", "/devices/facets/{field}"): _READ,
    ("GET", "/filter/fields"): _READ,
    ("GET", "/filter/check"): _READ,
    ("POST", "/devices/forget"): _PAIR,
    ("GET", "/devices/{device_id}"): _READ,
    ("PATCH", "/devices/{device_id}"): _PLACE,
    ("GET", "/devices/{device_id}/faults"): _READ,
    ("GET", "/devices/{device_id}/vendor"): _READ,
    ("GET", "/devices/{device_id}/commands"): _READ,
    ("GET", "/devices/{device_id}/telemetry"): _READ,
    ("GET", "/devices/{device_id}/samples"): _READ,
    ("GET", "/telemetry/fleet"): _READ,
    # discovery and pairing
    ("GET", "/discoveries"): _READ,
    ("POST", "/discoveries"): _PAIR,
    ("GET", "/discoveries/{discovery_id}"): _READ,
    ("POST", "/discoveries/{discovery_id}/cancel"): _PAIR,
    ("GET", "/discoveries/{discovery_id}/devices"): _READ,
    ("GET", "/default-logins"): _PAIR,
    ("POST", "/default-logins"): _CONFIGURE,
    ("DELETE", "/default-logins/{login_id}"): _CONFIGURE,
    ("POST", "/pair"): _PAIR,
    ("POST", "/unpair"): _PAIR,
    ("POST", "/release"): _PAIR,
    # commands
    ("POST", "/commands/preview"): _COMMAND,
    ("POST", "/commands"): _COMMAND,
    ("GET", "/commands/awaiting-signature"): _READ,
    ("GET", "/commands/{command_id}"): _READ,
    ("GET", "/batches"): _READ,
    ("GET", "/batches/{batch_id}"): _READ,
    ("GET", "/batches/{batch_id}/commands"): _READ,
    ("POST", "/batches/{batch_id}/retry"): _COMMAND,
    ("POST", "/batches/{batch_id}/cancel"): _COMMAND,
    ("GET", "/batches/{batch_id}/intents"): _COMMAND,
    ("POST", "/batches/{batch_id}/cosignatures"): _COMMAND,
    ("GET", "/conflicts"): _READ,
    ("POST", "/conflicts/{conflict_id}/resolve"): _COMMAND,
    # files
    ("GET", "/artifacts"): _READ,
    ("POST", "/artifacts"): _CONFIGURE,
    ("GET", "/artifacts/{artifact_id}/content"): _COMMAND,  # logs may tell more than lists do
    ("DELETE", "/artifacts/{artifact_id}"): _CONFIGURE,
    # activity
    ("GET", "/activity"): _ACTIVITY,
    ("GET", "/activity/export.csv"): _ACTIVITY,
    ("GET", "/audit/logs"): _ACTIVITY,
    ("GET", "/audit/rows"): _ACTIVITY,
    ("GET", "/audit/checkpoints"): _ACTIVITY,
    # live
    (WEBSOCKET, "/live"): _READ,
}
"""Commands that configure (pools, firmware, passwords) need more: see `specs.permission_for`."""


def rule_for(method: str, path: str) -> Rule:
    """The rule of a route. KeyError for one that is not in the table: such a route must not exist."""
    return TABLE[method, path]
