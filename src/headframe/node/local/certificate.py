"""The local UI's certificate: self-signed by the node's own TLS key, which its enrollment made known.

People compare the fingerprint with the one on the server's page of the node, or on the node's console.
"""

import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from headframe.kit.files import ensure_private_dir, write_private

DIRECTORY = "local-ui"
DAYS = 397
"""Browsers refuse certificates that last longer."""
CLOCK_SLACK = timedelta(days=1)
MAX_NAME_CHARS = 64


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """PEM files, 0600."""

    certificate: Path
    key: Path


def write_certificate(
    state_dir: Path, key: ec.EllipticCurvePrivateKey, node_name: str, host: str
) -> CertificateFiles:
    """A fresh certificate for this start of the node. The key, and with it the fingerprint, stays."""
    directory = state_dir / DIRECTORY
    ensure_private_dir(directory)
    files = CertificateFiles(directory / "certificate.pem", directory / "key.pem")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(files.key, pem)
    write_private(files.certificate, _certificate(key, node_name, host).public_bytes(Encoding.PEM))
    return files


def fingerprint_text(digest: bytes) -> str:
    """A fingerprint as it is read out and compared: "AB:CD:..."."""
    return digest.hex(":").upper()


def _certificate(key: ec.EllipticCurvePrivateKey, node_name: str, host: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Headframe {node_name}"[:MAX_NAME_CHARS])])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
    )
    return builder.sign(key, SHA256())


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    own = socket.gethostname()
    if own.isascii() and own not in ("", "localhost"):
        names += [x509.DNSName(own), x509.DNSName(f"{own.split('.')[0]}.local")]
    address = ip_address(host)
    if not address.is_unspecified:
        names.append(x509.IPAddress(address))
    return names
