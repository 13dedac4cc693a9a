"""The record of a defect: where it happened, but not the exception's text, which may quote a request."""

import traceback

import structlog

_LOG = structlog.get_logger(__name__)


def log_defect(error: Exception, request_id: str) -> None:
    """One log line with the frames of an exception that nobody translated."""
    stack = traceback.extract_tb(error.__traceback__)
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in stack]
    _LOG.error("operator_api.defect", request_id=request_id, error=type(error).__name__, frames=frames)
