"""What can go wrong on the command line, and the exit code that it stands for."""

from headframe.core.errors import Code

OK = 0
FAILED = 1
"""The operation failed, or did for some miners."""
USAGE = 2
UNREACHABLE = 3
NOT_PERMITTED = 4
"""Not allowed, or not signed in."""
INTERRUPTED = 130

INVALID_USAGE = "invalid_usage"
SERVER_UNREACHABLE = "server_unreachable"
TIMEOUT = "timeout"
UNEXPECTED_ANSWER = "unexpected_answer"
NO_SERVER = "no_server"
INSECURE_SERVER = "insecure_server"
PROFILE_UNUSABLE = "profile_unusable"
FILE_UNUSABLE = "file_unusable"
FILE_EXISTS = "file_exists"
AMBIGUOUS = "ambiguous"
CONFIRMATION_NEEDED = "confirmation_needed"
NOT_CONFIRMED = "not_confirmed"
"""Codes of this program's own; all others come from the server's table."""

_EXITS: dict[str, int] = (
    dict.fromkeys(
        (
            INVALID_USAGE,
            NO_SERVER,
            INSECURE_SERVER,
            PROFILE_UNUSABLE,
            FILE_UNUSABLE,
            FILE_EXISTS,
            AMBIGUOUS,
            CONFIRMATION_NEEDED,
            Code.INVALID_REQUEST,
            Code.INVALID_FILTER,
            Code.INVALID_SORT,
            Code.INVALID_TARGET,
            Code.PUBLIC_ADDRESS_REFUSED,
            Code.TOO_LARGE,
        ),
        USAGE,
    )
    | dict.fromkeys((SERVER_UNREACHABLE, TIMEOUT), UNREACHABLE)
    | dict.fromkeys(
        (
            Code.NOT_SIGNED_IN,
            Code.SIGN_IN_FAILED,
            Code.SIGN_IN_THROTTLED,
            Code.NOT_PERMITTED,
            Code.CSRF_REJECTED,
        ),
        NOT_PERMITTED,
    )
)


class CliError(Exception):
    """A problem to show: its code, what happened, what to do, and the fields it is about."""

    def __init__(
        self,
        code: str,
        message: str,
        action: str = "",
        *,
        fields: tuple[str, ...] = (),
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.action = action
        self.fields = fields
        self.retry_after_seconds = retry_after_seconds

    @property
    def exit_code(self) -> int:
        """What scripts see."""
        return _EXITS.get(self.code, FAILED)


def usage(message: str, action: str = "") -> CliError:
    """A command line that makes no sense."""
    return CliError(INVALID_USAGE, message, action)
