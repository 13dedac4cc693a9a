"""Problems on the gateway's wire: a Connect error with the Problem beside it, and back."""

from asyncio import CancelledError

from connectrpc.code import Code as RpcCode
from connectrpc.errors import ConnectError, ErrorDetail
from google.protobuf.message import DecodeError
from protobuf.wkt import Any as AnyMessage

from headframe.core.errors import TABLE, Code, HeadframeError
from headframe.wire.convert.problems import problem_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

_PROBLEM_URL = "type.googleapis.com/headframe.gateway.v1.Problem"
_BY_STATUS = {
    401: RpcCode.UNAUTHENTICATED,
    403: RpcCode.PERMISSION_DENIED,
    404: RpcCode.NOT_FOUND,
    409: RpcCode.FAILED_PRECONDITION,
    410: RpcCode.FAILED_PRECONDITION,
    413: RpcCode.RESOURCE_EXHAUSTED,
    422: RpcCode.INVALID_ARGUMENT,
    426: RpcCode.FAILED_PRECONDITION,
    429: RpcCode.RESOURCE_EXHAUSTED,
    500: RpcCode.INTERNAL,
    503: RpcCode.UNAVAILABLE,
    507: RpcCode.RESOURCE_EXHAUSTED,
}
_WITHOUT_PROBLEM = {
    RpcCode.UNAUTHENTICATED: Code.NOT_SIGNED_IN,
    RpcCode.PERMISSION_DENIED: Code.NOT_PERMITTED,
    RpcCode.UNIMPLEMENTED: Code.UNSUPPORTED_VERSION,
    RpcCode.RESOURCE_EXHAUSTED: Code.TOO_LARGE,
    RpcCode.INVALID_ARGUMENT: Code.INVALID_REQUEST,
    RpcCode.INTERNAL: Code.INTERNAL,
}
"""What an error means that carries no Problem: a proxy's, or the transport's own. Any other: no contact."""


def to_rpc(error: HeadframeError) -> ConnectError:
    """The error to raise in a handler of the gateway."""
    problem = gateway_pb2.Problem(code=error.code.value, message=error.message, vendor_code=error.vendor_code)
    detail = ErrorDetail(AnyMessage(type_url=_PROBLEM_URL, value=problem.SerializeToString()))
    code = _BY_STATUS.get(TABLE[error.code].status, RpcCode.UNKNOWN)
    return ConnectError(code, error.message, [detail])


def from_rpc(error: ConnectError) -> HeadframeError:
    """What a failed call means to the node.

    Raises:
        CancelledError: where the call was cancelled, which connectrpc makes a ConnectError of: time-outs and
            task groups around the call would not know theirs. So call this within them.
    """
    if isinstance(error.__cause__, CancelledError):
        raise error.__cause__
    for detail in error.details:
        if detail.type_name in _PROBLEM_URL:
            try:
                problem = problem_from_wire(gateway_pb2.Problem.FromString(detail.message_bytes))
            except DecodeError:
                break
            if problem is not None:
                return HeadframeError(problem.code, problem.message, vendor_code=problem.vendor_code)
    code = _WITHOUT_PROBLEM.get(error.code, Code.NODE_NOT_CONNECTED)
    return HeadframeError(code, f"the server: {error.message or error.code.value}")
