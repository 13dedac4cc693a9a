"""Why a demonstration cannot go on."""


class DemoError(Exception):
    """The message says why, `action` what to do."""

    def __init__(self, message: str, action: str = "") -> None:
        super().__init__(message)
        self.action = action
