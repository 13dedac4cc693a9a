"""Options of every command that runs a process: where it is watched."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

MetricsListenOption: TypeAlias = Annotated[
    str, typer.Option("--metrics-listen", help="Where metrics and health are read: ADDRESS:PORT, or off.")
]
MetricsPasswordOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--metrics-password-file", help="Private file (0600) with the password of the user prometheus."
    ),
]
MetricsClientCaOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--metrics-client-ca", help="PEM file of the authority of scrapers' certificates."),
]
MetricsCertificateOption: TypeAlias = Annotated[
    Path | None, typer.Option("--metrics-tls-certificate", help="PEM file, to serve metrics by HTTPS.")
]
MetricsKeyOption: TypeAlias = Annotated[
    Path | None, typer.Option("--metrics-tls-key", help="PEM file of its key.")
]
