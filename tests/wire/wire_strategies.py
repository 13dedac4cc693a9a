"""Hypothesis strategies for core records, with numbers that the wire's 32-bit floats hold exactly."""

from dataclasses import replace

from hypothesis import strategies as st

from headframe.core.actors import Actor, ActorType
from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.commands import payloads as p
from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.devices import (
    ComponentKind,
    ComponentStatus,
    Credentials,
    Endpoint,
    Identity,
    PairingStatus,
    Severity,
)
from headframe.core.errors import Code, Problem
from headframe.core.fleet import FoundDevice, PluginStatus
from headframe.core.leases.node import Label
from headframe.core.ownership import OwnedDevice
from headframe.core.pairing import PairingOutcome
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.holds import Hold
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.standing import DeviceStanding, LastWrite, Standing
from headframe.core.telemetry import (
    COUNT_COLUMNS,
    FLOAT_COLUMNS,
    Component,
    DeviceDetails,
    DeviceSettings,
    Fault,
    MiningState,
    Pool,
    Sample,
)
from headframe.wire.convert.components import COUNT_FIELDS, FLOAT_FIELDS, components_to_bytes

PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc"])
TEXT = st.text(PLAIN, max_size=20)
NAME = st.text(PLAIN, min_size=1, max_size=20)
FLOAT = st.floats(width=32, allow_nan=False, allow_infinity=False)
COUNT = st.integers(0, 2**63 - 1)
SMALL = st.integers(0, 2**32 - 1)
TIME = st.integers(0, 2**62)
ID = st.integers(1, 2**63 - 1)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


COMPONENT = st.builds(
    Component,
    kind=st.sampled_from(ComponentKind),
    slot=SMALL,
    status=st.sampled_from(ComponentStatus),
    name=TEXT,
    serial=TEXT,
    **{name: maybe(FLOAT) for name in FLOAT_FIELDS},
    **{name: maybe(SMALL) for name in COUNT_FIELDS},
)
COMPONENTS = st.lists(COMPONENT, max_size=4)
SAMPLE = st.builds(
    Sample,
    device_id=ID,
    at_ms=TIME,
    **{name: maybe(FLOAT) for name in FLOAT_COLUMNS},
    **{name: maybe(COUNT) for name in COUNT_COLUMNS},
    mining_state=st.sampled_from(MiningState),
    pool_connected=st.sampled_from([None, True, False]),
    components=COMPONENTS.map(components_to_bytes),
)

IDENTITY = st.builds(
    Identity,
    mac=TEXT,
    serial=TEXT,
    make=TEXT,
    model=TEXT,
    firmware=TEXT,
    hostname=TEXT,
    control_board=TEXT,
)
POWER_RANGE = st.builds(
    PowerTargetRange,
    min_watts=maybe(FLOAT),
    max_watts=maybe(FLOAT),
    min_percent=maybe(FLOAT),
    max_percent=maybe(FLOAT),
    modes=st.lists(TEXT, max_size=3).map(tuple),
)
CAPABILITIES = st.builds(
    Capabilities,
    commands=st.frozensets(st.sampled_from(CommandKind)),
    power_target=POWER_RANGE,
    max_pools=SMALL,
    curtailment_levels=st.frozensets(st.sampled_from(p.CurtailmentLevel)),
    cooling_modes=st.frozensets(st.sampled_from(p.CoolingMode)),
    needs_credentials=st.booleans(),
    components=st.frozensets(st.sampled_from(ComponentKind)),
)
ENDPOINT = st.builds(Endpoint, NAME, st.dictionaries(NAME, st.integers(0, 65535), max_size=3))
CREDENTIALS = st.builds(Credentials, TEXT, TEXT)
OWNED_DEVICE = st.builds(
    OwnedDevice,
    device_id=ID,
    device_key=NAME,
    driver=NAME,
    endpoint=ENDPOINT,
    mac=TEXT,
    serial=TEXT,
    model=TEXT,
    firmware=TEXT,
    group_id=TEXT,
)

POOL = st.builds(
    Pool,
    url=TEXT,
    username=TEXT,
    active=st.sampled_from([None, True, False]),
    alive=st.sampled_from([None, True, False]),
    shares_accepted=maybe(COUNT),
    shares_rejected=maybe(COUNT),
)
SETTINGS = st.builds(
    DeviceSettings,
    pools=st.lists(POOL, max_size=3).map(tuple),
    led_on=st.sampled_from([None, True, False]),
    power_mode=TEXT,
    cooling_mode=st.sampled_from(["", *(mode.value for mode in p.CoolingMode)]),
    vendor_json=st.binary(max_size=20),
)
DETAILS = st.builds(DeviceDetails, SETTINGS, maybe(IDENTITY), maybe(CAPABILITIES))
FAULT = st.builds(
    Fault,
    code=NAME,
    severity=st.sampled_from(Severity),
    component_kind=maybe(st.sampled_from(ComponentKind)),
    component_slot=maybe(SMALL),
    message=TEXT,
    vendor_code=TEXT,
    since_ms=maybe(TIME),
)

PROBLEM = st.builds(Problem, st.sampled_from(Code), TEXT, TEXT)
ACTOR = st.builds(Actor, st.sampled_from(ActorType), TEXT, TEXT)
SECRET = st.builds(p.SealedSecret, TEXT, st.binary(min_size=1, max_size=20))
POOL_SETTING = st.builds(p.PoolSetting, TEXT, TEXT, maybe(SECRET))
PAYLOAD = st.one_of(
    st.sampled_from([p.Reboot(), p.StartMining(), p.StopMining(), p.DownloadLogs(), p.Unpair()]),
    st.builds(p.SetPowerTarget, watts=FLOAT),
    st.builds(p.SetPowerTarget, percent=FLOAT),
    st.builds(p.SetPowerTarget, mode=TEXT),
    st.builds(p.Curtail, st.sampled_from(p.CurtailmentLevel), NAME, TEXT, maybe(TIME), st.booleans()),
    st.builds(p.Uncurtail, NAME, st.booleans()),
    st.builds(p.UpdatePools, st.lists(POOL_SETTING, max_size=3).map(tuple)),
    st.builds(p.BlinkLed, st.booleans()),
    st.builds(p.SetCoolingMode, st.sampled_from(p.CoolingMode), maybe(FLOAT)),
    st.builds(p.UpdatePassword, SECRET, TEXT),
    st.builds(p.UpdateFirmware, TEXT, st.binary(max_size=32), TEXT),
    st.builds(p.Discover, st.lists(TEXT, max_size=3).map(tuple), st.lists(TEXT, max_size=3).map(tuple)),
    st.builds(p.Pair, st.lists(SECRET, max_size=3).map(tuple), st.booleans()),
)
ENVELOPE = st.builds(
    CommandEnvelope,
    command_id=NAME,
    batch_id=TEXT,
    node_id=TEXT,
    sequence=COUNT,
    previous_sequence=COUNT,
    lease_epoch=COUNT,
    actor=ACTOR,
    issued_at_ms=TIME,
    expires_at_ms=TIME,
    device_id=COUNT,
    payload=PAYLOAD,
)
BINDING = st.builds(
    CommandBinding,
    org_id=TEXT,
    key_id=TEXT,
    keyset_version=COUNT,
    stream_nonce=st.binary(min_size=16, max_size=16),
    group_id=TEXT,
    device_serial=TEXT,
)
REVISION = st.builds(Revision, st.builds(Label, COUNT, COUNT), COUNT)
BASED = st.builds(lambda envelope, base: replace(envelope, base_revision=base), ENVELOPE, REVISION)
OPERATION_REF = st.builds(
    OperationRef, NAME, st.sampled_from(CommandKind), ACTOR, st.integers(0, 2**62), st.booleans()
)
LAST_WRITE = st.builds(
    LastWrite, REVISION, maybe(OPERATION_REF), REVISION, maybe(OPERATION_REF), REVISION, SMALL
)
HOLD = st.builds(
    Hold,
    NAME,
    TEXT,
    st.sampled_from(p.CurtailmentLevel),
    st.sampled_from(Precedence),
    maybe(TIME),
    REVISION,
    OPERATION_REF,
)
STANDING = st.builds(
    DeviceStanding,
    ID,
    st.builds(
        Standing,
        revision=REVISION,
        aspects=st.dictionaries(st.sampled_from(Aspect), LAST_WRITE, max_size=3),
        holds=st.lists(HOLD, max_size=2).map(tuple),
        asserted=maybe(st.sampled_from(p.CurtailmentLevel)),
        was_efficient=st.booleans(),
        asleep_before=maybe(st.booleans()),
        rebooted_at_ms=maybe(TIME),
    ),
)
CONFLICT = st.builds(
    Conflict,
    NAME,
    ID,
    st.sampled_from(Aspect),
    NAME,
    st.sampled_from(Code),
    OPERATION_REF,
    maybe(OPERATION_REF),
    REVISION,
    TIME,
)
ACK = st.builds(
    CommandAck,
    command_id=NAME,
    sequence=COUNT,
    phase=st.sampled_from(CommandPhase),
    at_ms=TIME,
    problem=maybe(PROBLEM),
    detail=TEXT,
    progress_ratio=maybe(st.floats(0, 1, width=32, exclude_min=True)),
    result_sequence=COUNT,
    artifact_id=TEXT,
    standing=maybe(STANDING),
    conflict=maybe(CONFLICT),
)
PAIRING = st.builds(
    PairingOutcome, st.sampled_from(PairingStatus), maybe(PROBLEM), maybe(IDENTITY), maybe(CAPABILITIES)
)
FOUND = st.builds(
    FoundDevice,
    key=NAME,
    identity=IDENTITY,
    endpoint=st.builds(Endpoint, st.ip_addresses().map(str), st.just({"api": 4028})),
    driver=NAME,
    capabilities=CAPABILITIES,
    needs_credentials=st.booleans(),
)
PLUGIN = st.builds(
    PluginStatus,
    driver=TEXT,
    version=TEXT,
    running=st.booleans(),
    pid=maybe(st.integers(1, 2**22)),
    started_at_ms=maybe(ID),
    restarts=SMALL,
    last_error=TEXT,
    rss_bytes=maybe(ID),
)
