"""Problems on the wire."""

from headframe.core.errors import Code, Problem
from headframe.wire.convert.texts import message_of, name_of
from headframe.wire.gen.gateway.v1 import gateway_pb2


def problem_to_wire(problem: Problem | None) -> gateway_pb2.Problem | None:
    """A problem as a message; None stays None."""
    if problem is None:
        return None
    return gateway_pb2.Problem(
        code=problem.code.value, message=problem.message, vendor_code=problem.vendor_code
    )


def problem_from_wire(message: gateway_pb2.Problem) -> Problem | None:
    """A received problem; None where the message is empty, which stands for none.

    A code of a newer peer is read as INTERNAL and named in the message, so that nothing is lost.
    """
    if not message.code:
        return None
    text, vendor_code = message_of(message.message), name_of(message.vendor_code)
    try:
        return Problem(Code(message.code), text, vendor_code)
    except ValueError:
        return Problem(Code.INTERNAL, message_of(f"{message.code}: {text}"), vendor_code)
