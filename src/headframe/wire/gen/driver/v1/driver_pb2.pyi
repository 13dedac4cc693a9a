# Generated from proto/ by tools/generate_protos.py: change the .proto, then `make protos`.
from headframe.wire.gen.miner.v1 import miner_pb2 as _miner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_KIND_UNSPECIFIED: _ClassVar[ErrorKind]
    ERROR_KIND_UNREACHABLE: _ClassVar[ErrorKind]
    ERROR_KIND_AUTHENTICATION_NEEDED: _ClassVar[ErrorKind]
    ERROR_KIND_AUTHENTICATION_REJECTED: _ClassVar[ErrorKind]
    ERROR_KIND_UNSUPPORTED: _ClassVar[ErrorKind]
    ERROR_KIND_PROTOCOL: _ClassVar[ErrorKind]
    ERROR_KIND_TIMEOUT: _ClassVar[ErrorKind]
    ERROR_KIND_OUTCOME_UNKNOWN: _ClassVar[ErrorKind]
    ERROR_KIND_WRONG_DEVICE: _ClassVar[ErrorKind]
    ERROR_KIND_REFUSED: _ClassVar[ErrorKind]
    ERROR_KIND_INVALID_ARGUMENT: _ClassVar[ErrorKind]

class PollDepth(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    POLL_DEPTH_UNSPECIFIED: _ClassVar[PollDepth]
    POLL_DEPTH_FAST: _ClassVar[PollDepth]
    POLL_DEPTH_FULL: _ClassVar[PollDepth]
ERROR_KIND_UNSPECIFIED: ErrorKind
ERROR_KIND_UNREACHABLE: ErrorKind
ERROR_KIND_AUTHENTICATION_NEEDED: ErrorKind
ERROR_KIND_AUTHENTICATION_REJECTED: ErrorKind
ERROR_KIND_UNSUPPORTED: ErrorKind
ERROR_KIND_PROTOCOL: ErrorKind
ERROR_KIND_TIMEOUT: ErrorKind
ERROR_KIND_OUTCOME_UNKNOWN: ErrorKind
ERROR_KIND_WRONG_DEVICE: ErrorKind
ERROR_KIND_REFUSED: ErrorKind
ERROR_KIND_INVALID_ARGUMENT: ErrorKind
POLL_DEPTH_UNSPECIFIED: PollDepth
POLL_DEPTH_FAST: PollDepth
POLL_DEPTH_FULL: PollDepth

class DriverError(_message.Message):
    __slots__ = ("kind", "message", "vendor_code")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VENDOR_CODE_FIELD_NUMBER: _ClassVar[int]
    kind: ErrorKind
    message: str
    vendor_code: str
    def __init__(self, kind: _Optional[_Union[ErrorKind, str]] = ..., message: _Optional[str] = ..., vendor_code: _Optional[str] = ...) -> None: ...

class Target(_message.Message):
    __slots__ = ("device_key", "address", "ports", "credentials", "expected_mac", "expected_serial", "model", "firmware")
    class PortsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    DEVICE_KEY_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_MAC_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_SERIAL_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    FIRMWARE_FIELD_NUMBER: _ClassVar[int]
    device_key: str
    address: str
    ports: _containers.ScalarMap[str, int]
    credentials: _miner_pb2.Credentials
    expected_mac: str
    expected_serial: str
    model: str
    firmware: str
    def __init__(self, device_key: _Optional[str] = ..., address: _Optional[str] = ..., ports: _Optional[_Mapping[str, int]] = ..., credentials: _Optional[_Union[_miner_pb2.Credentials, _Mapping]] = ..., expected_mac: _Optional[str] = ..., expected_serial: _Optional[str] = ..., model: _Optional[str] = ..., firmware: _Optional[str] = ...) -> None: ...

class DescribeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PortSpec(_message.Message):
    __slots__ = ("name", "default_port")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_PORT_FIELD_NUMBER: _ClassVar[int]
    name: str
    default_port: int
    def __init__(self, name: _Optional[str] = ..., default_port: _Optional[int] = ...) -> None: ...

class ModelCapabilities(_message.Message):
    __slots__ = ("model_pattern", "capabilities")
    MODEL_PATTERN_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    model_pattern: str
    capabilities: _miner_pb2.Capabilities
    def __init__(self, model_pattern: _Optional[str] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ...) -> None: ...

class DescribeResponse(_message.Message):
    __slots__ = ("contract_version", "name", "version", "makes", "ports", "capabilities", "models", "default_credentials", "probe_order", "max_concurrency")
    CONTRACT_VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    MAKES_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    PROBE_ORDER_FIELD_NUMBER: _ClassVar[int]
    MAX_CONCURRENCY_FIELD_NUMBER: _ClassVar[int]
    contract_version: int
    name: str
    version: str
    makes: _containers.RepeatedScalarFieldContainer[str]
    ports: _containers.RepeatedCompositeFieldContainer[PortSpec]
    capabilities: _miner_pb2.Capabilities
    models: _containers.RepeatedCompositeFieldContainer[ModelCapabilities]
    default_credentials: _containers.RepeatedCompositeFieldContainer[_miner_pb2.Credentials]
    probe_order: int
    max_concurrency: int
    def __init__(self, contract_version: _Optional[int] = ..., name: _Optional[str] = ..., version: _Optional[str] = ..., makes: _Optional[_Iterable[str]] = ..., ports: _Optional[_Iterable[_Union[PortSpec, _Mapping]]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., models: _Optional[_Iterable[_Union[ModelCapabilities, _Mapping]]] = ..., default_credentials: _Optional[_Iterable[_Union[_miner_pb2.Credentials, _Mapping]]] = ..., probe_order: _Optional[int] = ..., max_concurrency: _Optional[int] = ...) -> None: ...

class ProbeRequest(_message.Message):
    __slots__ = ("address", "ports", "open_ports")
    class PortsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    OPEN_PORTS_FIELD_NUMBER: _ClassVar[int]
    address: str
    ports: _containers.ScalarMap[str, int]
    open_ports: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, address: _Optional[str] = ..., ports: _Optional[_Mapping[str, int]] = ..., open_ports: _Optional[_Iterable[int]] = ...) -> None: ...

class ProbeResponse(_message.Message):
    __slots__ = ("recognised", "identity", "capabilities", "needs_credentials", "error")
    RECOGNISED_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    NEEDS_CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    recognised: bool
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    needs_credentials: bool
    error: DriverError
    def __init__(self, recognised: _Optional[bool] = ..., identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., needs_credentials: _Optional[bool] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ...) -> None: ...

class PairRequest(_message.Message):
    __slots__ = ("target",)
    TARGET_FIELD_NUMBER: _ClassVar[int]
    target: Target
    def __init__(self, target: _Optional[_Union[Target, _Mapping]] = ...) -> None: ...

class PairResponse(_message.Message):
    __slots__ = ("identity", "capabilities", "default_password", "error")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    default_password: bool
    error: DriverError
    def __init__(self, identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., default_password: _Optional[bool] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ...) -> None: ...

class PollRequest(_message.Message):
    __slots__ = ("targets", "depth", "device_timeout_ms", "max_concurrency")
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    DEVICE_TIMEOUT_MS_FIELD_NUMBER: _ClassVar[int]
    MAX_CONCURRENCY_FIELD_NUMBER: _ClassVar[int]
    targets: _containers.RepeatedCompositeFieldContainer[Target]
    depth: PollDepth
    device_timeout_ms: int
    max_concurrency: int
    def __init__(self, targets: _Optional[_Iterable[_Union[Target, _Mapping]]] = ..., depth: _Optional[_Union[PollDepth, str]] = ..., device_timeout_ms: _Optional[int] = ..., max_concurrency: _Optional[int] = ...) -> None: ...

class Details(_message.Message):
    __slots__ = ("identity", "capabilities", "pools", "faults_known", "led_on", "power_mode", "cooling_mode", "vendor_json")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    FAULTS_KNOWN_FIELD_NUMBER: _ClassVar[int]
    LED_ON_FIELD_NUMBER: _ClassVar[int]
    POWER_MODE_FIELD_NUMBER: _ClassVar[int]
    COOLING_MODE_FIELD_NUMBER: _ClassVar[int]
    VENDOR_JSON_FIELD_NUMBER: _ClassVar[int]
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    pools: _containers.RepeatedCompositeFieldContainer[_miner_pb2.Pool]
    faults_known: bool
    led_on: bool
    power_mode: str
    cooling_mode: _miner_pb2.CoolingMode
    vendor_json: bytes
    def __init__(self, identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., pools: _Optional[_Iterable[_Union[_miner_pb2.Pool, _Mapping]]] = ..., faults_known: _Optional[bool] = ..., led_on: _Optional[bool] = ..., power_mode: _Optional[str] = ..., cooling_mode: _Optional[_Union[_miner_pb2.CoolingMode, str]] = ..., vendor_json: _Optional[bytes] = ...) -> None: ...

class PollResult(_message.Message):
    __slots__ = ("device_key", "sample", "details", "faults", "mac", "serial", "error", "duration_ms", "at_ms")
    DEVICE_KEY_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    MAC_FIELD_NUMBER: _ClassVar[int]
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    device_key: str
    sample: _miner_pb2.Sample
    details: Details
    faults: _containers.RepeatedCompositeFieldContainer[_miner_pb2.Fault]
    mac: str
    serial: str
    error: DriverError
    duration_ms: int
    at_ms: int
    def __init__(self, device_key: _Optional[str] = ..., sample: _Optional[_Union[_miner_pb2.Sample, _Mapping]] = ..., details: _Optional[_Union[Details, _Mapping]] = ..., faults: _Optional[_Iterable[_Union[_miner_pb2.Fault, _Mapping]]] = ..., mac: _Optional[str] = ..., serial: _Optional[str] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ..., duration_ms: _Optional[int] = ..., at_ms: _Optional[int] = ...) -> None: ...

class PollResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[PollResult]
    def __init__(self, results: _Optional[_Iterable[_Union[PollResult, _Mapping]]] = ...) -> None: ...

class ExecuteRequest(_message.Message):
    __slots__ = ("target", "command", "secrets", "timeout_ms")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    SECRETS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_MS_FIELD_NUMBER: _ClassVar[int]
    target: Target
    command: _miner_pb2.CommandPayload
    secrets: _containers.RepeatedScalarFieldContainer[str]
    timeout_ms: int
    def __init__(self, target: _Optional[_Union[Target, _Mapping]] = ..., command: _Optional[_Union[_miner_pb2.CommandPayload, _Mapping]] = ..., secrets: _Optional[_Iterable[str]] = ..., timeout_ms: _Optional[int] = ...) -> None: ...

class ExecuteResponse(_message.Message):
    __slots__ = ("verified", "detail", "error", "sample")
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    verified: bool
    detail: str
    error: DriverError
    sample: _miner_pb2.Sample
    def __init__(self, verified: _Optional[bool] = ..., detail: _Optional[str] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ..., sample: _Optional[_Union[_miner_pb2.Sample, _Mapping]] = ...) -> None: ...

class DownloadLogsRequest(_message.Message):
    __slots__ = ("target", "max_bytes")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    target: Target
    max_bytes: int
    def __init__(self, target: _Optional[_Union[Target, _Mapping]] = ..., max_bytes: _Optional[int] = ...) -> None: ...

class LogChunk(_message.Message):
    __slots__ = ("file_name", "data", "error")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    data: bytes
    error: DriverError
    def __init__(self, file_name: _Optional[str] = ..., data: _Optional[bytes] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ...) -> None: ...

class FirmwareHeader(_message.Message):
    __slots__ = ("target", "version", "size_bytes", "sha256", "timeout_ms")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_MS_FIELD_NUMBER: _ClassVar[int]
    target: Target
    version: str
    size_bytes: int
    sha256: bytes
    timeout_ms: int
    def __init__(self, target: _Optional[_Union[Target, _Mapping]] = ..., version: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[bytes] = ..., timeout_ms: _Optional[int] = ...) -> None: ...

class FirmwareChunk(_message.Message):
    __slots__ = ("header", "data")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    header: FirmwareHeader
    data: bytes
    def __init__(self, header: _Optional[_Union[FirmwareHeader, _Mapping]] = ..., data: _Optional[bytes] = ...) -> None: ...

class FirmwareProgress(_message.Message):
    __slots__ = ("stage", "ratio", "detail", "error")
    class Stage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STAGE_UNSPECIFIED: _ClassVar[FirmwareProgress.Stage]
        STAGE_UPLOADING: _ClassVar[FirmwareProgress.Stage]
        STAGE_WRITING: _ClassVar[FirmwareProgress.Stage]
        STAGE_REBOOTING: _ClassVar[FirmwareProgress.Stage]
        STAGE_DONE: _ClassVar[FirmwareProgress.Stage]
    STAGE_UNSPECIFIED: FirmwareProgress.Stage
    STAGE_UPLOADING: FirmwareProgress.Stage
    STAGE_WRITING: FirmwareProgress.Stage
    STAGE_REBOOTING: FirmwareProgress.Stage
    STAGE_DONE: FirmwareProgress.Stage
    STAGE_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    stage: FirmwareProgress.Stage
    ratio: float
    detail: str
    error: DriverError
    def __init__(self, stage: _Optional[_Union[FirmwareProgress.Stage, str]] = ..., ratio: _Optional[float] = ..., detail: _Optional[str] = ..., error: _Optional[_Union[DriverError, _Mapping]] = ...) -> None: ...
