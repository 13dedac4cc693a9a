"""Whether a firmware command names an image that is here."""

from headframe.core.artifacts import ArtifactKind
from headframe.core.commands.payloads import CommandPayload, UpdateFirmware
from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.server.stores.ports import ArtifactStore


async def check_image(artifacts: ArtifactStore, org_id: int, payload: CommandPayload) -> None:
    """NOT_FOUND for an image that is not here, INVALID_REQUEST for another one than its digest says."""
    if not isinstance(payload, UpdateFirmware):
        return
    image = await artifacts.artifact(org_id, payload.artifact_id)
    if image is None or image.kind is not ArtifactKind.FIRMWARE:
        raise HeadframeError(
            Code.NOT_FOUND, f"There is no firmware image {payload.artifact_id}: upload it first."
        )
    if image.sha256 != payload.sha256:
        message = f"The image {image.name} has another SHA-256."
        raise HeadframeError(
            Code.INVALID_REQUEST, message, fields=(FieldProblem("/command/sha256", message),)
        )
