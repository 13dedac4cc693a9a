"""Where the server's own code counts and measures: the ports of gateway, routing and stores."""

from headframe.core.commands.records import CommandRecord
from headframe.core.errors import Code
from headframe.kit.monitoring.meters import Meters
from headframe.server.metrics import names
from headframe.server.stores.ports.telemetry import Ingested

RELATIONAL, SAMPLES = "relational", "samples"


class StoreMeters:
    """The `WriteMeter` of the stores."""

    def __init__(self, meters: Meters) -> None:
        seconds = meters.histogram(names.STORE_SECONDS)
        self._relational, self.samples = seconds.labels(RELATIONAL), seconds.labels(SAMPLES)
        self._failures = meters.counter(names.STORE_FAILURES)

    def written(self, seconds: float) -> None:
        """A transaction was committed."""
        self._relational.observe(seconds)

    def failed(self, code: Code) -> None:
        """The database refused a transaction, or lost it."""
        self._failures.labels(code.value).inc()


class SigningMeters:
    """The `SigningMeter` of routing."""

    def __init__(self, meters: Meters) -> None:
        self._signed = meters.counter(names.SIGNED)
        self._failures = meters.counter(names.SIGNING_FAILURES)

    def signed(self, document_type: str) -> None:
        """A document was signed."""
        self._signed.labels(document_type).inc()

    def not_signed(self, code: Code) -> None:
        """A document could not be signed."""
        self._failures.labels(code.value).inc()


class GatewayMeters:
    """The `GatewayMeter`."""

    def __init__(self, meters: Meters, store: StoreMeters) -> None:
        self._store_seconds = store.samples
        self._stored = meters.counter(names.SAMPLES_STORED)
        self._rejected = meters.counter(names.SAMPLES_REJECTED)
        self._repeated = meters.counter(names.BATCHES_REPEATED)
        self._command_seconds = meters.histogram(names.COMMAND_SECONDS)
        self._commands = meters.counter(names.COMMANDS)
        self._refusals = meters.counter(names.CALL_REFUSALS)

    def batch_stored(self, result: Ingested, seconds: float) -> None:
        """A batch of samples is in the store, or was before."""
        self._store_seconds.observe(seconds)
        self._stored.inc(result.stored)
        self._rejected.inc(result.rejected_rows)
        if result.duplicate_batch:
            self._repeated.inc()

    def command_ended(self, record: CommandRecord, *, now_ms: int) -> None:
        """A command has its outcome."""
        due_ms = max(record.created_at_ms, record.not_before_ms)
        self._command_seconds.labels(record.kind.value).observe(max(0, now_ms - due_ms) / 1000)
        self._commands.labels(record.kind.value, record.state.value).inc()

    def call_refused(self, code: Code) -> None:
        """A call of a node ended in a problem."""
        self._refusals.labels(code.value).inc()
