# Generated from proto/ by tools/generate_protos.py: change the .proto, then `make protos`.
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CommandKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMAND_KIND_UNSPECIFIED: _ClassVar[CommandKind]
    COMMAND_KIND_REBOOT: _ClassVar[CommandKind]
    COMMAND_KIND_START_MINING: _ClassVar[CommandKind]
    COMMAND_KIND_STOP_MINING: _ClassVar[CommandKind]
    COMMAND_KIND_SET_POWER_TARGET: _ClassVar[CommandKind]
    COMMAND_KIND_CURTAIL: _ClassVar[CommandKind]
    COMMAND_KIND_UNCURTAIL: _ClassVar[CommandKind]
    COMMAND_KIND_UPDATE_POOLS: _ClassVar[CommandKind]
    COMMAND_KIND_BLINK_LED: _ClassVar[CommandKind]
    COMMAND_KIND_SET_COOLING_MODE: _ClassVar[CommandKind]
    COMMAND_KIND_UPDATE_PASSWORD: _ClassVar[CommandKind]
    COMMAND_KIND_UPDATE_FIRMWARE: _ClassVar[CommandKind]
    COMMAND_KIND_DOWNLOAD_LOGS: _ClassVar[CommandKind]
    COMMAND_KIND_DISCOVER: _ClassVar[CommandKind]
    COMMAND_KIND_PAIR: _ClassVar[CommandKind]
    COMMAND_KIND_UNPAIR: _ClassVar[CommandKind]

class MiningState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MINING_STATE_UNSPECIFIED: _ClassVar[MiningState]
    MINING_STATE_MINING: _ClassVar[MiningState]
    MINING_STATE_STARTING: _ClassVar[MiningState]
    MINING_STATE_STOPPED: _ClassVar[MiningState]
    MINING_STATE_NO_POOL: _ClassVar[MiningState]
    MINING_STATE_FAULT: _ClassVar[MiningState]
    MINING_STATE_UPDATING: _ClassVar[MiningState]

class ComponentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPONENT_KIND_UNSPECIFIED: _ClassVar[ComponentKind]
    COMPONENT_KIND_HASH_BOARD: _ClassVar[ComponentKind]
    COMPONENT_KIND_PSU: _ClassVar[ComponentKind]
    COMPONENT_KIND_FAN: _ClassVar[ComponentKind]
    COMPONENT_KIND_CONTROL_BOARD: _ClassVar[ComponentKind]
    COMPONENT_KIND_SENSOR: _ClassVar[ComponentKind]

class ComponentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPONENT_STATUS_UNSPECIFIED: _ClassVar[ComponentStatus]
    COMPONENT_STATUS_HEALTHY: _ClassVar[ComponentStatus]
    COMPONENT_STATUS_WARNING: _ClassVar[ComponentStatus]
    COMPONENT_STATUS_CRITICAL: _ClassVar[ComponentStatus]
    COMPONENT_STATUS_OFFLINE: _ClassVar[ComponentStatus]
    COMPONENT_STATUS_DISABLED: _ClassVar[ComponentStatus]

class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEVERITY_UNSPECIFIED: _ClassVar[Severity]
    SEVERITY_INFO: _ClassVar[Severity]
    SEVERITY_MINOR: _ClassVar[Severity]
    SEVERITY_MAJOR: _ClassVar[Severity]
    SEVERITY_CRITICAL: _ClassVar[Severity]

class CurtailmentLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CURTAILMENT_LEVEL_UNSPECIFIED: _ClassVar[CurtailmentLevel]
    CURTAILMENT_LEVEL_FULL: _ClassVar[CurtailmentLevel]
    CURTAILMENT_LEVEL_EFFICIENCY: _ClassVar[CurtailmentLevel]

class CoolingMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COOLING_MODE_UNSPECIFIED: _ClassVar[CoolingMode]
    COOLING_MODE_AUTO: _ClassVar[CoolingMode]
    COOLING_MODE_MANUAL: _ClassVar[CoolingMode]
    COOLING_MODE_IMMERSION: _ClassVar[CoolingMode]
COMMAND_KIND_UNSPECIFIED: CommandKind
COMMAND_KIND_REBOOT: CommandKind
COMMAND_KIND_START_MINING: CommandKind
COMMAND_KIND_STOP_MINING: CommandKind
COMMAND_KIND_SET_POWER_TARGET: CommandKind
COMMAND_KIND_CURTAIL: CommandKind
COMMAND_KIND_UNCURTAIL: CommandKind
COMMAND_KIND_UPDATE_POOLS: CommandKind
COMMAND_KIND_BLINK_LED: CommandKind
COMMAND_KIND_SET_COOLING_MODE: CommandKind
COMMAND_KIND_UPDATE_PASSWORD: CommandKind
COMMAND_KIND_UPDATE_FIRMWARE: CommandKind
COMMAND_KIND_DOWNLOAD_LOGS: CommandKind
COMMAND_KIND_DISCOVER: CommandKind
COMMAND_KIND_PAIR: CommandKind
COMMAND_KIND_UNPAIR: CommandKind
MINING_STATE_UNSPECIFIED: MiningState
MINING_STATE_MINING: MiningState
MINING_STATE_STARTING: MiningState
MINING_STATE_STOPPED: MiningState
MINING_STATE_NO_POOL: MiningState
MINING_STATE_FAULT: MiningState
MINING_STATE_UPDATING: MiningState
COMPONENT_KIND_UNSPECIFIED: ComponentKind
COMPONENT_KIND_HASH_BOARD: ComponentKind
COMPONENT_KIND_PSU: ComponentKind
COMPONENT_KIND_FAN: ComponentKind
COMPONENT_KIND_CONTROL_BOARD: ComponentKind
COMPONENT_KIND_SENSOR: ComponentKind
COMPONENT_STATUS_UNSPECIFIED: ComponentStatus
COMPONENT_STATUS_HEALTHY: ComponentStatus
COMPONENT_STATUS_WARNING: ComponentStatus
COMPONENT_STATUS_CRITICAL: ComponentStatus
COMPONENT_STATUS_OFFLINE: ComponentStatus
COMPONENT_STATUS_DISABLED: ComponentStatus
SEVERITY_UNSPECIFIED: Severity
SEVERITY_INFO: Severity
SEVERITY_MINOR: Severity
SEVERITY_MAJOR: Severity
SEVERITY_CRITICAL: Severity
CURTAILMENT_LEVEL_UNSPECIFIED: CurtailmentLevel
CURTAILMENT_LEVEL_FULL: CurtailmentLevel
CURTAILMENT_LEVEL_EFFICIENCY: CurtailmentLevel
COOLING_MODE_UNSPECIFIED: CoolingMode
COOLING_MODE_AUTO: CoolingMode
COOLING_MODE_MANUAL: CoolingMode
COOLING_MODE_IMMERSION: CoolingMode

class Component(_message.Message):
    __slots__ = ("kind", "slot", "status", "name", "serial", "hashrate_hs", "expected_hashrate_hs", "temperature_c", "chip_temperature_c", "inlet_temperature_c", "outlet_temperature_c", "power_watts", "voltage_v", "current_a", "frequency_hz", "rpm", "duty_ratio", "chips_working", "chips_expected", "input_voltage_v", "efficiency_j_per_h", "hardware_errors")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    HASHRATE_HS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_HASHRATE_HS_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    CHIP_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    INLET_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    OUTLET_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    POWER_WATTS_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_V_FIELD_NUMBER: _ClassVar[int]
    CURRENT_A_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_HZ_FIELD_NUMBER: _ClassVar[int]
    RPM_FIELD_NUMBER: _ClassVar[int]
    DUTY_RATIO_FIELD_NUMBER: _ClassVar[int]
    CHIPS_WORKING_FIELD_NUMBER: _ClassVar[int]
    CHIPS_EXPECTED_FIELD_NUMBER: _ClassVar[int]
    INPUT_VOLTAGE_V_FIELD_NUMBER: _ClassVar[int]
    EFFICIENCY_J_PER_H_FIELD_NUMBER: _ClassVar[int]
    HARDWARE_ERRORS_FIELD_NUMBER: _ClassVar[int]
    kind: ComponentKind
    slot: int
    status: ComponentStatus
    name: str
    serial: str
    hashrate_hs: float
    expected_hashrate_hs: float
    temperature_c: float
    chip_temperature_c: float
    inlet_temperature_c: float
    outlet_temperature_c: float
    power_watts: float
    voltage_v: float
    current_a: float
    frequency_hz: float
    rpm: float
    duty_ratio: float
    chips_working: int
    chips_expected: int
    input_voltage_v: float
    efficiency_j_per_h: float
    hardware_errors: int
    def __init__(self, kind: _Optional[_Union[ComponentKind, str]] = ..., slot: _Optional[int] = ..., status: _Optional[_Union[ComponentStatus, str]] = ..., name: _Optional[str] = ..., serial: _Optional[str] = ..., hashrate_hs: _Optional[float] = ..., expected_hashrate_hs: _Optional[float] = ..., temperature_c: _Optional[float] = ..., chip_temperature_c: _Optional[float] = ..., inlet_temperature_c: _Optional[float] = ..., outlet_temperature_c: _Optional[float] = ..., power_watts: _Optional[float] = ..., voltage_v: _Optional[float] = ..., current_a: _Optional[float] = ..., frequency_hz: _Optional[float] = ..., rpm: _Optional[float] = ..., duty_ratio: _Optional[float] = ..., chips_working: _Optional[int] = ..., chips_expected: _Optional[int] = ..., input_voltage_v: _Optional[float] = ..., efficiency_j_per_h: _Optional[float] = ..., hardware_errors: _Optional[int] = ...) -> None: ...

class Components(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[Component]
    def __init__(self, items: _Optional[_Iterable[_Union[Component, _Mapping]]] = ...) -> None: ...

class Sample(_message.Message):
    __slots__ = ("hashrate_hs", "expected_hashrate_hs", "power_watts", "power_target_watts", "board_temperature_c", "chip_temperature_c", "inlet_temperature_c", "fan_rpm", "input_voltage_v", "uptime_seconds", "shares_accepted", "shares_rejected", "mining_state", "pool_connected", "components")
    HASHRATE_HS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_HASHRATE_HS_FIELD_NUMBER: _ClassVar[int]
    POWER_WATTS_FIELD_NUMBER: _ClassVar[int]
    POWER_TARGET_WATTS_FIELD_NUMBER: _ClassVar[int]
    BOARD_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    CHIP_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    INLET_TEMPERATURE_C_FIELD_NUMBER: _ClassVar[int]
    FAN_RPM_FIELD_NUMBER: _ClassVar[int]
    INPUT_VOLTAGE_V_FIELD_NUMBER: _ClassVar[int]
    UPTIME_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SHARES_ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    SHARES_REJECTED_FIELD_NUMBER: _ClassVar[int]
    MINING_STATE_FIELD_NUMBER: _ClassVar[int]
    POOL_CONNECTED_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    hashrate_hs: float
    expected_hashrate_hs: float
    power_watts: float
    power_target_watts: float
    board_temperature_c: float
    chip_temperature_c: float
    inlet_temperature_c: float
    fan_rpm: float
    input_voltage_v: float
    uptime_seconds: int
    shares_accepted: int
    shares_rejected: int
    mining_state: MiningState
    pool_connected: bool
    components: _containers.RepeatedCompositeFieldContainer[Component]
    def __init__(self, hashrate_hs: _Optional[float] = ..., expected_hashrate_hs: _Optional[float] = ..., power_watts: _Optional[float] = ..., power_target_watts: _Optional[float] = ..., board_temperature_c: _Optional[float] = ..., chip_temperature_c: _Optional[float] = ..., inlet_temperature_c: _Optional[float] = ..., fan_rpm: _Optional[float] = ..., input_voltage_v: _Optional[float] = ..., uptime_seconds: _Optional[int] = ..., shares_accepted: _Optional[int] = ..., shares_rejected: _Optional[int] = ..., mining_state: _Optional[_Union[MiningState, str]] = ..., pool_connected: _Optional[bool] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ...) -> None: ...

class Pool(_message.Message):
    __slots__ = ("url", "username", "sealed_password", "active", "alive", "shares_accepted", "shares_rejected")
    URL_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    SEALED_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_FIELD_NUMBER: _ClassVar[int]
    ALIVE_FIELD_NUMBER: _ClassVar[int]
    SHARES_ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    SHARES_REJECTED_FIELD_NUMBER: _ClassVar[int]
    url: str
    username: str
    sealed_password: bytes
    active: bool
    alive: bool
    shares_accepted: int
    shares_rejected: int
    def __init__(self, url: _Optional[str] = ..., username: _Optional[str] = ..., sealed_password: _Optional[bytes] = ..., active: _Optional[bool] = ..., alive: _Optional[bool] = ..., shares_accepted: _Optional[int] = ..., shares_rejected: _Optional[int] = ...) -> None: ...

class Fault(_message.Message):
    __slots__ = ("code", "severity", "component_kind", "component_slot", "message", "vendor_code", "since_ms")
    CODE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_KIND_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_SLOT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VENDOR_CODE_FIELD_NUMBER: _ClassVar[int]
    SINCE_MS_FIELD_NUMBER: _ClassVar[int]
    code: str
    severity: Severity
    component_kind: ComponentKind
    component_slot: int
    message: str
    vendor_code: str
    since_ms: int
    def __init__(self, code: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., component_kind: _Optional[_Union[ComponentKind, str]] = ..., component_slot: _Optional[int] = ..., message: _Optional[str] = ..., vendor_code: _Optional[str] = ..., since_ms: _Optional[int] = ...) -> None: ...

class Identity(_message.Message):
    __slots__ = ("mac", "serial", "make", "model", "firmware", "hostname", "control_board")
    MAC_FIELD_NUMBER: _ClassVar[int]
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    MAKE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    FIRMWARE_FIELD_NUMBER: _ClassVar[int]
    HOSTNAME_FIELD_NUMBER: _ClassVar[int]
    CONTROL_BOARD_FIELD_NUMBER: _ClassVar[int]
    mac: str
    serial: str
    make: str
    model: str
    firmware: str
    hostname: str
    control_board: str
    def __init__(self, mac: _Optional[str] = ..., serial: _Optional[str] = ..., make: _Optional[str] = ..., model: _Optional[str] = ..., firmware: _Optional[str] = ..., hostname: _Optional[str] = ..., control_board: _Optional[str] = ...) -> None: ...

class PowerTargetCapability(_message.Message):
    __slots__ = ("min_watts", "max_watts", "min_percent", "max_percent", "modes")
    MIN_WATTS_FIELD_NUMBER: _ClassVar[int]
    MAX_WATTS_FIELD_NUMBER: _ClassVar[int]
    MIN_PERCENT_FIELD_NUMBER: _ClassVar[int]
    MAX_PERCENT_FIELD_NUMBER: _ClassVar[int]
    MODES_FIELD_NUMBER: _ClassVar[int]
    min_watts: float
    max_watts: float
    min_percent: float
    max_percent: float
    modes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, min_watts: _Optional[float] = ..., max_watts: _Optional[float] = ..., min_percent: _Optional[float] = ..., max_percent: _Optional[float] = ..., modes: _Optional[_Iterable[str]] = ...) -> None: ...

class Capabilities(_message.Message):
    __slots__ = ("commands", "power_target", "max_pools", "curtailment_levels", "cooling_modes", "needs_credentials", "components")
    COMMANDS_FIELD_NUMBER: _ClassVar[int]
    POWER_TARGET_FIELD_NUMBER: _ClassVar[int]
    MAX_POOLS_FIELD_NUMBER: _ClassVar[int]
    CURTAILMENT_LEVELS_FIELD_NUMBER: _ClassVar[int]
    COOLING_MODES_FIELD_NUMBER: _ClassVar[int]
    NEEDS_CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    commands: _containers.RepeatedScalarFieldContainer[CommandKind]
    power_target: PowerTargetCapability
    max_pools: int
    curtailment_levels: _containers.RepeatedScalarFieldContainer[CurtailmentLevel]
    cooling_modes: _containers.RepeatedScalarFieldContainer[CoolingMode]
    needs_credentials: bool
    components: _containers.RepeatedScalarFieldContainer[ComponentKind]
    def __init__(self, commands: _Optional[_Iterable[_Union[CommandKind, str]]] = ..., power_target: _Optional[_Union[PowerTargetCapability, _Mapping]] = ..., max_pools: _Optional[int] = ..., curtailment_levels: _Optional[_Iterable[_Union[CurtailmentLevel, str]]] = ..., cooling_modes: _Optional[_Iterable[_Union[CoolingMode, str]]] = ..., needs_credentials: _Optional[bool] = ..., components: _Optional[_Iterable[_Union[ComponentKind, str]]] = ...) -> None: ...

class SealedSecret(_message.Message):
    __slots__ = ("recipient_key_id", "ciphertext")
    RECIPIENT_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    CIPHERTEXT_FIELD_NUMBER: _ClassVar[int]
    recipient_key_id: str
    ciphertext: bytes
    def __init__(self, recipient_key_id: _Optional[str] = ..., ciphertext: _Optional[bytes] = ...) -> None: ...

class Credentials(_message.Message):
    __slots__ = ("username", "password")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    username: str
    password: str
    def __init__(self, username: _Optional[str] = ..., password: _Optional[str] = ...) -> None: ...

class RebootCommand(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StartMiningCommand(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StopMiningCommand(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SetPowerTargetCommand(_message.Message):
    __slots__ = ("watts", "percent", "mode")
    WATTS_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    watts: float
    percent: float
    mode: str
    def __init__(self, watts: _Optional[float] = ..., percent: _Optional[float] = ..., mode: _Optional[str] = ...) -> None: ...

class CurtailCommand(_message.Message):
    __slots__ = ("level", "hold_id", "source", "until_ms", "for_safety")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    HOLD_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_MS_FIELD_NUMBER: _ClassVar[int]
    FOR_SAFETY_FIELD_NUMBER: _ClassVar[int]
    level: CurtailmentLevel
    hold_id: str
    source: str
    until_ms: int
    for_safety: bool
    def __init__(self, level: _Optional[_Union[CurtailmentLevel, str]] = ..., hold_id: _Optional[str] = ..., source: _Optional[str] = ..., until_ms: _Optional[int] = ..., for_safety: _Optional[bool] = ...) -> None: ...

class UncurtailCommand(_message.Message):
    __slots__ = ("hold_id", "for_safety")
    HOLD_ID_FIELD_NUMBER: _ClassVar[int]
    FOR_SAFETY_FIELD_NUMBER: _ClassVar[int]
    hold_id: str
    for_safety: bool
    def __init__(self, hold_id: _Optional[str] = ..., for_safety: _Optional[bool] = ...) -> None: ...

class UpdatePoolsCommand(_message.Message):
    __slots__ = ("pools",)
    POOLS_FIELD_NUMBER: _ClassVar[int]
    pools: _containers.RepeatedCompositeFieldContainer[Pool]
    def __init__(self, pools: _Optional[_Iterable[_Union[Pool, _Mapping]]] = ...) -> None: ...

class BlinkLedCommand(_message.Message):
    __slots__ = ("on",)
    ON_FIELD_NUMBER: _ClassVar[int]
    on: bool
    def __init__(self, on: _Optional[bool] = ...) -> None: ...

class SetCoolingModeCommand(_message.Message):
    __slots__ = ("mode", "fan_duty_ratio")
    MODE_FIELD_NUMBER: _ClassVar[int]
    FAN_DUTY_RATIO_FIELD_NUMBER: _ClassVar[int]
    mode: CoolingMode
    fan_duty_ratio: float
    def __init__(self, mode: _Optional[_Union[CoolingMode, str]] = ..., fan_duty_ratio: _Optional[float] = ...) -> None: ...

class UpdatePasswordCommand(_message.Message):
    __slots__ = ("username", "new_password")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    NEW_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    username: str
    new_password: SealedSecret
    def __init__(self, username: _Optional[str] = ..., new_password: _Optional[_Union[SealedSecret, _Mapping]] = ...) -> None: ...

class UpdateFirmwareCommand(_message.Message):
    __slots__ = ("artifact_id", "sha256", "version")
    ARTIFACT_ID_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    artifact_id: str
    sha256: bytes
    version: str
    def __init__(self, artifact_id: _Optional[str] = ..., sha256: _Optional[bytes] = ..., version: _Optional[str] = ...) -> None: ...

class DownloadLogsCommand(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DiscoverCommand(_message.Message):
    __slots__ = ("targets", "drivers")
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    DRIVERS_FIELD_NUMBER: _ClassVar[int]
    targets: _containers.RepeatedScalarFieldContainer[str]
    drivers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, targets: _Optional[_Iterable[str]] = ..., drivers: _Optional[_Iterable[str]] = ...) -> None: ...

class PairCommand(_message.Message):
    __slots__ = ("credentials", "try_defaults")
    CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    TRY_DEFAULTS_FIELD_NUMBER: _ClassVar[int]
    credentials: _containers.RepeatedCompositeFieldContainer[SealedSecret]
    try_defaults: bool
    def __init__(self, credentials: _Optional[_Iterable[_Union[SealedSecret, _Mapping]]] = ..., try_defaults: _Optional[bool] = ...) -> None: ...

class UnpairCommand(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CommandPayload(_message.Message):
    __slots__ = ("reboot", "start_mining", "stop_mining", "set_power_target", "curtail", "uncurtail", "update_pools", "blink_led", "set_cooling_mode", "update_password", "update_firmware", "download_logs", "discover", "pair", "unpair")
    REBOOT_FIELD_NUMBER: _ClassVar[int]
    START_MINING_FIELD_NUMBER: _ClassVar[int]
    STOP_MINING_FIELD_NUMBER: _ClassVar[int]
    SET_POWER_TARGET_FIELD_NUMBER: _ClassVar[int]
    CURTAIL_FIELD_NUMBER: _ClassVar[int]
    UNCURTAIL_FIELD_NUMBER: _ClassVar[int]
    UPDATE_POOLS_FIELD_NUMBER: _ClassVar[int]
    BLINK_LED_FIELD_NUMBER: _ClassVar[int]
    SET_COOLING_MODE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    UPDATE_FIRMWARE_FIELD_NUMBER: _ClassVar[int]
    DOWNLOAD_LOGS_FIELD_NUMBER: _ClassVar[int]
    DISCOVER_FIELD_NUMBER: _ClassVar[int]
    PAIR_FIELD_NUMBER: _ClassVar[int]
    UNPAIR_FIELD_NUMBER: _ClassVar[int]
    reboot: RebootCommand
    start_mining: StartMiningCommand
    stop_mining: StopMiningCommand
    set_power_target: SetPowerTargetCommand
    curtail: CurtailCommand
    uncurtail: UncurtailCommand
    update_pools: UpdatePoolsCommand
    blink_led: BlinkLedCommand
    set_cooling_mode: SetCoolingModeCommand
    update_password: UpdatePasswordCommand
    update_firmware: UpdateFirmwareCommand
    download_logs: DownloadLogsCommand
    discover: DiscoverCommand
    pair: PairCommand
    unpair: UnpairCommand
    def __init__(self, reboot: _Optional[_Union[RebootCommand, _Mapping]] = ..., start_mining: _Optional[_Union[StartMiningCommand, _Mapping]] = ..., stop_mining: _Optional[_Union[StopMiningCommand, _Mapping]] = ..., set_power_target: _Optional[_Union[SetPowerTargetCommand, _Mapping]] = ..., curtail: _Optional[_Union[CurtailCommand, _Mapping]] = ..., uncurtail: _Optional[_Union[UncurtailCommand, _Mapping]] = ..., update_pools: _Optional[_Union[UpdatePoolsCommand, _Mapping]] = ..., blink_led: _Optional[_Union[BlinkLedCommand, _Mapping]] = ..., set_cooling_mode: _Optional[_Union[SetCoolingModeCommand, _Mapping]] = ..., update_password: _Optional[_Union[UpdatePasswordCommand, _Mapping]] = ..., update_firmware: _Optional[_Union[UpdateFirmwareCommand, _Mapping]] = ..., download_logs: _Optional[_Union[DownloadLogsCommand, _Mapping]] = ..., discover: _Optional[_Union[DiscoverCommand, _Mapping]] = ..., pair: _Optional[_Union[PairCommand, _Mapping]] = ..., unpair: _Optional[_Union[UnpairCommand, _Mapping]] = ...) -> None: ...
