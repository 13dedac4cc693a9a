"""The rig's one password."""

from collections.abc import Sequence

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    Executed,
    InvalidArgumentError,
    OutcomeUnknownError,
)
from headframe.drivers.proto_rig import protocol
from headframe.drivers.proto_rig.commands import LoginWith
from headframe.drivers.proto_rig.device import Device

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 256


async def update_password(
    device: Device, present: str, secrets: Sequence[str], login_with: LoginWith
) -> Executed:
    """Change the password, or set the first one on a rig that has none; verified by a login with it.

    Raises:
        InvalidArgumentError: the new password is too short or too long.
        AuthenticationNeededError: the rig has a password and the present one was not given.
        OutcomeUnknownError: the rig took it and then did not let us in with it.
    """
    new = secrets[0] if secrets else ""
    if not MIN_PASSWORD_LENGTH <= len(new) <= MAX_PASSWORD_LENGTH:
        raise InvalidArgumentError(
            f"a rig's password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters"
        )
    status = await device.rig.open_read(protocol.SYSTEM_STATUS)
    if status.get("password_set") is False:
        await device.rig.write_openly("PUT", protocol.FIRST_PASSWORD, {"password": new})
    elif present:
        body = {"current_password": present, "new_password": new}
        await device.rig.write("PUT", protocol.CHANGE_PASSWORD, body)
    else:
        raise AuthenticationNeededError("changing the password needs the present one")
    try:
        await login_with(new).token()
    except AuthenticationRejectedError as error:
        raise OutcomeUnknownError("the rig took the new password and then rejected it") from error
    return Executed(verified=True, detail="logged in with the new password")
