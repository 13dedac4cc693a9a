"""Commands that move files: firmware onto miners, logs from them."""

from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.artifacts import find_or_upload, opened_image, save_logs
from headframe.cli.commands.group import app
from headframe.cli.commands.issuing import Act, Choice, Manner, issue, order
from headframe.cli.commands.outcomes import report
from headframe.cli.options import (
    DEFAULT_WAIT_SECONDS,
    DryRun,
    Every,
    FilterOption,
    Miners,
    Stagger,
    Timeout,
    Wait,
    Yes,
)
from headframe.cli.running import Api, command

NOT_YET = "not-uploaded-yet"
"""Stands for the image's id in a preview: an image is uploaded once the act is confirmed."""


@command(
    app, "firmware",
    "headframe commands firmware --file s21.bmu --version 2.1 --filter 'model:S21 rack:\"A 3\"' --wait",
    "headframe commands firmware --file s21.bmu --version 2.1 --filter 'model:S21' --stagger 30 --yes",
)  # fmt: skip
def firmware(
    api: Api,
    *,
    miners: Miners = None,
    file: Annotated[Path, typer.Option(help="The firmware image.", show_default=False)],
    version: Annotated[
        str, typer.Option(help="Version that miners report once they run it.", show_default=False)
    ],
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Upload a firmware image, unless the server has it, and write it onto miners."""
    with opened_image(file) as image:
        body = {"kind": "UPDATE_FIRMWARE", "sha256": image.sha256, "version": version}
        act = Act(
            body | {"artifact_id": NOT_YET},
            finish=lambda: body | {"artifact_id": find_or_upload(api, image)},
            final=True,
        )
        issue(api, Choice(miners, filter_text, every), act, Manner(wait, timeout, stagger, yes, dry_run))


@command(
    app, "logs", "headframe commands logs 12 --wait",
    "headframe commands logs --filter 'status:error' --wait --output logs",
)  # fmt: skip
def logs(
    api: Api,
    *,
    miners: Miners = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Directory to save the logs in; waits for them.", show_default=False),
    ] = None,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Have the logs of miners fetched to the server, and from there into a directory."""
    manner = Manner(wait or output is not None, timeout, stagger, yes, dry_run)
    issued = order(api, Choice(miners, filter_text, every), Act({"kind": "DOWNLOAD_LOGS"}), manner)
    if issued is None:
        return
    saved = save_logs(api, issued.batch, output) if output else []
    report(api, issued.batch, extra={"preview": issued.preview, "files": [str(path) for path in saved]})
