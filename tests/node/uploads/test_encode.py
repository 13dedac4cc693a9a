"""Samples in the spool: packed, whole, and readable as they were kept before."""

from headframe.core.telemetry import Sample
from headframe.node.uploads.encode import UNNUMBERED, SampleForm
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.convert.samples import columns_from_samples

SAMPLES = [
    Sample(
        device_id,
        1_795_000_000_000 + device_id,
        hashrate_hs=2e14,
        power_watts=3500.0,
        components=b"parts" * 40,
    )
    for device_id in range(50)
]


def test_a_packed_batch_is_the_same_message_under_its_number() -> None:
    form = SampleForm()
    batch = form.batch(SAMPLES)
    wanted = columns_to_wire(columns_from_samples(SAMPLES), batch_sequence=7)
    assert form.message(batch.body, 7).batch == wanted
    assert len(batch.body) < wanted.ByteSize() / 4
    assert (batch.items, batch.first_ms, batch.last_ms) == (50, SAMPLES[0].at_ms, SAMPLES[-1].at_ms)


def test_a_batch_of_an_older_spool_is_read_as_it_is() -> None:
    columns = columns_to_wire(columns_from_samples(SAMPLES), batch_sequence=UNNUMBERED)
    assert SampleForm().message(columns.SerializeToString(), 7).batch.device_id == columns.device_id
