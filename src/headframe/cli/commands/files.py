"""Commands that move files: firmware onto miners, logs from them."""

from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.artifacts import find_or_upload, opened_image, save_logs
from headframe.cli.commands.acting import Order, act
from headframe.cli.commands.issuing import Act
from headframe.cli.commands.outcomes import report

NOT_YET = "not-uploaded-yet"
"""Stands for the image's id in a preview: an image is uploaded once the act is confirmed."""


@act(
    "firmware",
    "headframe commands firmware --file s21.bmu --version 2.1 --filter 'model:S21 rack:\"A 3\"' --wait",
    "headframe commands firmware --file s21.bmu --version 2.1 --filter 'model:S21' --stagger 30 --yes",
)  # fmt: skip
def firmware(
    order: Order,
    *,
    file: Annotated[Path, typer.Option(help="The firmware image.", show_default=False)],
    version: Annotated[
        str, typer.Option(help="Version that miners report once they run it.", show_default=False)
    ],
) -> None:
    """Upload a firmware image, unless the server has it, and write it onto miners."""
    with opened_image(file) as image:
        body = {"kind": "UPDATE_FIRMWARE", "sha256": image.sha256, "version": version}
        order.issue(
            Act(
                body | {"artifact_id": NOT_YET},
                finish=lambda: body | {"artifact_id": find_or_upload(order.api, image)},
                final=True,
            )
        )


@act(
    "logs", "headframe commands logs 12 --wait",
    "headframe commands logs --filter 'status:error' --wait --output logs",
)  # fmt: skip
def logs(
    order: Order,
    *,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory to save the logs in; waits for them.", show_default=False),
    ] = None,
) -> None:
    """Have the logs of miners fetched to the server, and from there into a directory."""
    issued = order.start(Act({"kind": "DOWNLOAD_LOGS"}), wait=output is not None)
    if issued is None:
        return
    saved = save_logs(order.api, issued.batch, output) if output else []
    report(order.api, issued.batch, extra={"preview": issued.preview, "files": [str(path) for path in saved]})
