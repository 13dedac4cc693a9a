"""How long fault tests run: bounded in `make test`, at length by `make faults`."""

import os

LONG = os.environ.get("HEADFRAME_LONG") == "1"
