"""A certificate authority of one's own, for demonstrations, tests and first steps: TLS from the first minute.

Its key stays in a private file. Clients are given the authority's certificate to trust, and trust no other.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from headframe.kit.files import ensure_private_dir, read_private, write_private

AUTHORITY_DAYS, SERVER_DAYS = 3650, 365
RENEW_BEFORE = timedelta(days=30)
CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Files of a server's certificate and key, and of the authority that clients are to trust."""

    certificate: Path
    key: Path
    authority: Path


def server_certificate(directory: Path, hosts: Sequence[str]) -> ServerCertificate:
    """A certificate for these host names and addresses, made where there is none that still lasts."""
    ensure_private_dir(directory)
    files = ServerCertificate(directory / "server.pem", directory / "server.key", directory / "authority.pem")
    authority, authority_key = _authority(files.authority, directory / "authority.key")
    if not _still_good(files, hosts):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _server(key, hosts, authority, authority_key)
        write_private(files.key, _pem(key))
        write_private(files.certificate, certificate.public_bytes(Encoding.PEM))
    return files


def _authority(path: Path, key_path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if path.exists() and key_path.exists():
        key = load_pem_private_key(read_private(key_path), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - we wrote it
        return x509.load_pem_x509_certificate(read_private(path)), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Headframe development authority")
    certificate = (
        _builder(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, SHA256())
    )
    write_private(key_path, _pem(key))
    write_private(path, certificate.public_bytes(Encoding.PEM))
    return certificate, key


def _server(
    key: ec.EllipticCurvePrivateKey,
    hosts: Sequence[str],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    names = x509.SubjectAlternativeName([_host(host) for host in hosts])
    return (
        _builder(_name(hosts[0]), authority.subject, key.public_key(), SERVER_DAYS)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(files: ServerCertificate, hosts: Sequence[str]) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(read_private(files.certificate))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc - RENEW_BEFORE > datetime.now(UTC)
    return lasts and set(names) == {_host(host) for host in hosts}


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
