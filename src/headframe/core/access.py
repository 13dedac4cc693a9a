"""Roles, and what each may do. Routes name a permission; this table names the roles that hold it."""

from enum import StrEnum


class Role(StrEnum):
    """Roles of people and API keys, from most to least able."""

    ADMIN = "admin"
    OPERATOR = "operator"
    TECHNICIAN = "technician"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a route needs."""

    READ_FLEET = "read_fleet"
    READ_ACTIVITY = "read_activity"
    COMMAND_DEVICES = "command_devices"  # reboot, start, stop, power, cooling, LED, logs and other files
    CONFIGURE_DEVICES = "configure_devices"  # pools, firmware and its images, passwords, default logins
    PAIR_DEVICES = "pair_devices"  # discover, pair, unpair, ownership
    PLACE_DEVICES = "place_devices"  # racks, slots, groups, names
    HOLD_FOR_SAFETY = "hold_for_safety"  # place and lift holds that others cannot lift
    MANAGE_SITES = "manage_sites"
    MANAGE_ACCESS = "manage_access"  # users, roles, API keys of others
    MANAGE_SETTINGS = "manage_settings"  # retention, nodes


_TECHNICIAN = frozenset(
    {
        Permission.READ_FLEET,
        Permission.READ_ACTIVITY,
        Permission.COMMAND_DEVICES,
        Permission.PAIR_DEVICES,
        Permission.PLACE_DEVICES,
    }
)
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.OPERATOR: _TECHNICIAN | {Permission.CONFIGURE_DEVICES, Permission.MANAGE_SITES},
    Role.TECHNICIAN: _TECHNICIAN,
    Role.VIEWER: frozenset({Permission.READ_FLEET, Permission.READ_ACTIVITY}),
}
"""Permissions each role holds."""


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in GRANTS[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Roles that hold `permission`, most able first: what a refusal tells people to ask for."""
    return tuple(role for role in Role if may(role, permission))
