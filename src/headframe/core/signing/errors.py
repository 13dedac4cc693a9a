"""Why a document, a key or a chain is not trusted."""


class SigningError(Exception):
    """Said in words that a log and an operator can use; never with secrets in it."""
