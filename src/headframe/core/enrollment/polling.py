"""What a node signs each time that it asks whether it was approved."""

from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import encode_body

POLL_TYPE = "headframe.poll.v1"


def poll_message(enrollment_id: str, counter: int) -> bytes:
    """The bytes that the identity key signs. The counter grows with each poll."""
    return pae(POLL_TYPE, encode_body({"enrollment_id": enrollment_id, "counter": counter}))
