"""The quick look for alarms says what parsing says."""

from hypothesis import given, strategies as st

from headframe.core.devices import ComponentKind, ComponentStatus
from headframe.core.telemetry import Component
from headframe.wire.convert.components import component_alarms, component_statuses, components_to_bytes

ALARMS = {ComponentStatus.CRITICAL, ComponentStatus.OFFLINE}
PARTS = st.builds(
    Component,
    st.sampled_from(ComponentKind),
    st.integers(0, 300),
    st.sampled_from(ComponentStatus),
    st.text(max_size=5),
    temperature_c=st.none() | st.floats(0, 100, width=32),
)


@given(st.lists(PARTS, max_size=6))
def test_alarms_are_those_of_the_statuses(parts: list[Component]) -> None:
    data = components_to_bytes(parts)
    assert component_alarms(data) == component_statuses(data) & ALARMS
