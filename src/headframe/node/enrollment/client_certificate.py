"""A node's certificate, for servers that ask for one in the TLS handshake. It never stands for its keys."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

from headframe.kit.files import read_private
from headframe.node.control.connect_link import ServerAddress


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """As its files were when they were read; others renew them, and the node is started anew."""

    certificate_file: Path
    key_file: Path
    certificate_pem: bytes
    key_pem: bytes = field(repr=False)

    @classmethod
    def read(cls, certificate_file: Path, key_file: Path) -> "ClientCertificate":
        """From its files.

        Raises:
            ValueError: one of them is not PEM of what it should be, or both do not belong together.
            UnsafeFileError: the key's is open to others.
            OSError: one of them is not there.
        """
        certificate_pem, key_pem = certificate_file.read_bytes(), read_private(key_file)
        try:
            chain = load_pem_x509_certificates(certificate_pem)
            key = load_pem_private_key(key_pem, None)
        except (ValueError, TypeError) as error:
            files = f"{certificate_file} and {key_file}"
            raise ValueError(f"{files} are not PEM of a certificate and its key") from error
        if chain[0].public_key() != key.public_key():
            raise ValueError(f"the certificate in {certificate_file} is not of the key in {key_file}")
        return cls(certificate_file.absolute(), key_file.absolute(), certificate_pem, key_pem)

    @classmethod
    def of(cls, certificate_file: Path | None, key_file: Path | None) -> "ClientCertificate | None":
        """From the options; None where neither is given. As `read`; ValueError where one is missing."""
        if certificate_file is None and key_file is None:
            return None
        if certificate_file is None or key_file is None:
            raise ValueError("give both --client-certificate and --client-key, or neither")
        return cls.read(certificate_file, key_file)


def address_of(url: str, ca_pem: bytes, client: ClientCertificate | None) -> ServerAddress:
    """Where the server is, and what is shown to it."""
    if client is None:
        return ServerAddress(url, ca_pem)
    return ServerAddress(url, ca_pem, client.certificate_pem, client.key_pem)
