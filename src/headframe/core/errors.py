"""The one table of error codes: what went wrong, its HTTP status, and what a person can do about it.

Every problem that the API, the CLI, the gateway or a driver shows carries a code from here. Codes are
part of the API: they are added, never changed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable names of problems."""

    # the request
    INVALID_REQUEST = "invalid_request"
    INVALID_FILTER = "invalid_filter"
    INVALID_SORT = "invalid_sort"
    INVALID_TARGET = "invalid_target"
    PUBLIC_ADDRESS_REFUSED = "public_address_refused"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    # who is asking
    NOT_SIGNED_IN = "not_signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_THROTTLED = "sign_in_throttled"
    NOT_PERMITTED = "not_permitted"
    ENROLLMENT_CODE_INVALID = "enrollment_code_invalid"
    ENROLLMENT_ENDED = "enrollment_ended"
    FINGERPRINT_DIFFERS = "fingerprint_differs"
    NODE_HELD = "node_held"
    NODE_REVOKED = "node_revoked"
    CSRF_REJECTED = "csrf_rejected"
    SETUP_LINK_INVALID = "setup_link_invalid"
    # state of the fleet
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    ALREADY_EXISTS = "already_exists"
    NOT_EMPTY = "not_empty"
    NODE_NOT_CONNECTED = "node_not_connected"
    DEVICE_NOT_OWNED = "device_not_owned"
    DEVICE_NOT_PAIRED = "device_not_paired"
    UNSUPPORTED_BY_DEVICE = "unsupported_by_device"
    LIMIT_REACHED = "limit_reached"
    BUSY = "busy"
    # a command's way
    COMMAND_EXPIRED = "command_expired"
    COMMAND_SUPERSEDED = "command_superseded"
    COMMAND_REPLAYED = "command_replayed"
    COMMAND_UNTRUSTED = "command_untrusted"
    COSIGNATURE_MISSING = "cosignature_missing"
    KEY_NOT_HELD = "key_not_held"
    LEASE_NOT_HELD = "lease_not_held"
    NOT_EXECUTED = "not_executed"
    CHANGED_ON_SITE = "changed_on_site"
    CONFLICT_OPEN = "conflict_open"
    DEVICE_HELD = "device_held"
    SAFETY_HOLD = "safety_hold"
    NO_SUCH_HOLD = "no_such_hold"
    # the device
    DEVICE_UNREACHABLE = "device_unreachable"
    DEVICE_AUTHENTICATION_NEEDED = "device_authentication_needed"
    DEVICE_AUTHENTICATION_REJECTED = "device_authentication_rejected"
    DEVICE_PROTOCOL = "device_protocol"
    DEVICE_TIMEOUT = "device_timeout"
    DEVICE_REFUSED = "device_refused"
    DEVICE_MISMATCH = "device_mismatch"
    DEVICE_INVALID_ARGUMENT = "device_invalid_argument"
    OUTCOME_UNKNOWN = "outcome_unknown"
    PLUGIN_UNAVAILABLE = "plugin_unavailable"
    # the way between node and server
    ALPN_STRIPPED = "alpn_stripped"
    BUFFERING_PROXY = "buffering_proxy"
    TLS_INTERCEPTED = "tls_intercepted"
    # this installation
    STORAGE_FULL = "storage_full"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    UNSUPPORTED_VERSION = "unsupported_version"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. `retry` tells that the same request may work later, unchanged."""

    status: int
    title: str
    action: str
    retry: bool = False


TABLE: dict[Code, Entry] = {
    Code.INVALID_REQUEST: Entry(422, "The request is not valid", "Correct the fields named in `errors`."),
    Code.INVALID_FILTER: Entry(
        422, "The filter cannot be read", "Correct it at the position shown; see the filter grammar."
    ),
    Code.INVALID_SORT: Entry(422, "Unknown sort key", "Use one of the keys named in the message."),
    Code.INVALID_TARGET: Entry(
        422, "The scan target cannot be read", "Use addresses, ranges (10.0.0.1-10.0.0.50) or CIDR blocks."
    ),
    Code.PUBLIC_ADDRESS_REFUSED: Entry(
        422, "Only private addresses are scanned", "Scan private ranges that the node is configured for."
    ),
    Code.TOO_LARGE: Entry(413, "Too large", "Send less at once; the message names the bound."),
    Code.RATE_LIMITED: Entry(429, "Too many requests", "Wait as Retry-After says.", retry=True),
    Code.NOT_SIGNED_IN: Entry(401, "Sign-in needed", "Sign in, or send an API key as a bearer token."),
    Code.SIGN_IN_FAILED: Entry(401, "Wrong name or password", "Check both, and try again."),
    Code.SIGN_IN_THROTTLED: Entry(429, "Too many failed sign-ins", "Wait as Retry-After says.", retry=True),
    Code.NOT_PERMITTED: Entry(403, "Your role does not allow this", "Ask an admin for the role named."),
    Code.ENROLLMENT_CODE_INVALID: Entry(
        410, "The enrollment code is used up", "Make another one: `headframe nodes enroll-code`."
    ),
    Code.ENROLLMENT_ENDED: Entry(
        410, "The enrollment ended without an approval", "Begin anew; a new node needs another code."
    ),
    Code.FINGERPRINT_DIFFERS: Entry(
        422, "The words are another node's", "Compare with the node's console; if they differ, reject it."
    ),
    Code.NODE_HELD: Entry(
        403,
        "The node is held: it may have been copied",
        "Find out which host is the right one; then settle it.",
    ),
    Code.NODE_REVOKED: Entry(403, "The node was revoked", "To use it again, enroll it with another code."),
    Code.CSRF_REJECTED: Entry(403, "The request did not come from this site", "Reload the page."),
    Code.SETUP_LINK_INVALID: Entry(
        410, "The set-up link was used or has expired", "Print a new one: `headframe user setup-link`."
    ),
    Code.NOT_FOUND: Entry(404, "Not found", "It may have been removed; look it up again."),
    Code.CONFLICT: Entry(409, "It changed meanwhile", "Read it again and repeat your change.", retry=True),
    Code.ALREADY_EXISTS: Entry(409, "It exists already", "Choose another name, or change the existing one."),
    Code.NOT_EMPTY: Entry(409, "It is still in use", "Move or remove what stands in it first."),
    Code.NODE_NOT_CONNECTED: Entry(
        503, "The node is out of contact", "Check the node; the request can be repeated.", retry=True
    ),
    Code.DEVICE_NOT_OWNED: Entry(409, "No node owns this miner", "Pair it first."),
    Code.DEVICE_NOT_PAIRED: Entry(409, "The miner is not paired", "Pair it with working credentials."),
    Code.UNSUPPORTED_BY_DEVICE: Entry(
        422, "This miner cannot do that", "See its capabilities; a firmware update may add it."
    ),
    Code.LIMIT_REACHED: Entry(409, "A limit is reached", "The message names the limit and how to raise it."),
    Code.BUSY: Entry(503, "Busy", "Repeat it in a moment.", retry=True),
    Code.COMMAND_EXPIRED: Entry(409, "The command came too late", "Issue it again if it is still wanted."),
    Code.COMMAND_SUPERSEDED: Entry(409, "A newer command made it needless", "Nothing needs doing."),
    Code.COMMAND_REPLAYED: Entry(409, "The command was seen before", "Nothing was done twice."),
    Code.COMMAND_UNTRUSTED: Entry(
        403, "The command is not signed by a trusted key", "Look at the audit log."
    ),
    Code.COSIGNATURE_MISSING: Entry(
        409,
        "No admin signed it",
        "Issue it again, and sign it within its time: `headframe commands sign`.",
    ),
    Code.KEY_NOT_HELD: Entry(
        409, "This server does not hold the key for it", "Who holds it signs instead: see `headframe keys`."
    ),
    Code.LEASE_NOT_HELD: Entry(409, "The node does not hold the lease", "Its standby may be in charge."),
    Code.NOT_EXECUTED: Entry(
        409, "The node stopped before it could run", "It was certainly not executed: issue it again."
    ),
    Code.CHANGED_ON_SITE: Entry(
        409, "It was changed on site meanwhile", "Decide the conflict: `headframe conflicts`, or Activity."
    ),
    Code.CONFLICT_OPEN: Entry(409, "A conflict waits for a decision", "Decide it: `headframe conflicts`."),
    Code.DEVICE_HELD: Entry(409, "A hold keeps the miner down", "Lift the hold first; the message names it."),
    Code.SAFETY_HOLD: Entry(
        409, "The miner is held for safety", "Those on site lift it, or an admin who has seen it."
    ),
    Code.NO_SUCH_HOLD: Entry(409, "No such hold is in force", "Nothing needs doing; it was lifted already."),
    Code.DEVICE_UNREACHABLE: Entry(
        502, "The miner does not answer", "Check its power and network.", retry=True
    ),
    Code.DEVICE_AUTHENTICATION_NEEDED: Entry(502, "The miner wants a login", "Pair it with credentials."),
    Code.DEVICE_AUTHENTICATION_REJECTED: Entry(
        502, "The miner rejects the login", "Pair it again with its present password."
    ),
    Code.DEVICE_PROTOCOL: Entry(502, "The miner's answer makes no sense", "Reboot it if this stays."),
    Code.DEVICE_TIMEOUT: Entry(504, "The miner did not answer in time", "Try again later.", retry=True),
    Code.DEVICE_REFUSED: Entry(502, "The miner said no", "Its own code is in `vendor_code`."),
    Code.DEVICE_MISMATCH: Entry(
        409, "Another miner answers at this address", "Discover again: the miner has moved."
    ),
    Code.DEVICE_INVALID_ARGUMENT: Entry(422, "Out of this miner's range", "Choose a value in its range."),
    Code.OUTCOME_UNKNOWN: Entry(
        502, "Nobody knows whether it took effect", "Look at the miner before repeating it."
    ),
    Code.PLUGIN_UNAVAILABLE: Entry(
        503, "The driver is restarting", "It restarts by itself; see Nodes.", retry=True
    ),
    Code.ALPN_STRIPPED: Entry(
        502,
        "Something on the way strips HTTP/2",
        "Let the node reach the server directly, or by a TCP proxy.",
    ),
    Code.BUFFERING_PROXY: Entry(
        502, "Something on the way holds messages back", "Switch off its buffering, or pass TCP through."
    ),
    Code.TLS_INTERCEPTED: Entry(
        502, "Somebody on the way opens the encryption", "Except the server from TLS inspection; check --ca."
    ),
    Code.STORAGE_FULL: Entry(
        507, "The disk is full", "Free space; nothing acknowledged was lost.", retry=True
    ),
    Code.STORAGE_UNAVAILABLE: Entry(503, "The database does not answer", "Check the database.", retry=True),
    Code.UNSUPPORTED_VERSION: Entry(426, "The versions do not fit together", "Update the older side."),
    Code.INTERNAL: Entry(500, "A defect in Headframe", "Please report it with the request id."),
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a request. `where` is a JSON pointer or a parameter's name."""

    where: str
    message: str


class HeadframeError(Exception):
    """A problem with a code from the table, raised in any room and shown at its edge."""

    def __init__(
        self,
        code: Code,
        message: str = "",
        *,
        fields: tuple[FieldProblem, ...] = (),
        vendor_code: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message or TABLE[code].title)
        self.code = code
        self.message = message or TABLE[code].title
        self.fields = fields
        self.vendor_code = vendor_code
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Problem:
    """A recorded problem: of a command, a poll, a pairing. `message` is for people."""

    code: Code
    message: str
    vendor_code: str = ""

    @classmethod
    def of(cls, error: HeadframeError) -> "Problem":
        """The record of a raised error."""
        return cls(error.code, error.message, error.vendor_code)
