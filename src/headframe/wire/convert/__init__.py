"""Wire messages to core types and back: pure functions, one module a subject.

House rules:
- What a newer peer says and we do not know is dropped or read as unknown where it only describes, and
  refused with `UNSUPPORTED_VERSION` where it would have to be acted on.
- NaN and infinities are unknown. Nothing is clamped.
- What breaks the contract raises `HeadframeError(INVALID_REQUEST)` that names the member at fault.
"""
