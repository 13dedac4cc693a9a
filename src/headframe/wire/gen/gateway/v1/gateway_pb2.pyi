# Generated from proto/ by tools/generate_protos.py: change the .proto, then `make protos`.
from headframe.wire.gen.miner.v1 import miner_pb2 as _miner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Aspect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASPECT_UNSPECIFIED: _ClassVar[Aspect]
    ASPECT_POWER: _ClassVar[Aspect]
    ASPECT_TARGET: _ClassVar[Aspect]
    ASPECT_POOLS: _ClassVar[Aspect]
    ASPECT_FIRMWARE: _ClassVar[Aspect]
    ASPECT_CREDENTIALS: _ClassVar[Aspect]
    ASPECT_COOLING: _ClassVar[Aspect]
    ASPECT_HOLDS: _ClassVar[Aspect]

class Precedence(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PRECEDENCE_UNSPECIFIED: _ClassVar[Precedence]
    PRECEDENCE_SCHEDULE: _ClassVar[Precedence]
    PRECEDENCE_OPERATOR: _ClassVar[Precedence]
    PRECEDENCE_CURTAILMENT: _ClassVar[Precedence]
    PRECEDENCE_SAFETY: _ClassVar[Precedence]

class CommandPhase(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMAND_PHASE_UNSPECIFIED: _ClassVar[CommandPhase]
    COMMAND_PHASE_ACCEPTED: _ClassVar[CommandPhase]
    COMMAND_PHASE_RUNNING: _ClassVar[CommandPhase]
    COMMAND_PHASE_SUCCEEDED: _ClassVar[CommandPhase]
    COMMAND_PHASE_FAILED: _ClassVar[CommandPhase]
    COMMAND_PHASE_REJECTED: _ClassVar[CommandPhase]
    COMMAND_PHASE_EXPIRED: _ClassVar[CommandPhase]
    COMMAND_PHASE_SUPERSEDED: _ClassVar[CommandPhase]
    COMMAND_PHASE_OUTCOME_UNKNOWN: _ClassVar[CommandPhase]
    COMMAND_PHASE_PROGRESS: _ClassVar[CommandPhase]

class PairingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAIRING_STATUS_UNSPECIFIED: _ClassVar[PairingStatus]
    PAIRING_STATUS_UNPAIRED: _ClassVar[PairingStatus]
    PAIRING_STATUS_PENDING: _ClassVar[PairingStatus]
    PAIRING_STATUS_PAIRED: _ClassVar[PairingStatus]
    PAIRING_STATUS_DEFAULT_PASSWORD: _ClassVar[PairingStatus]
    PAIRING_STATUS_AUTHENTICATION_NEEDED: _ClassVar[PairingStatus]
    PAIRING_STATUS_FAILED: _ClassVar[PairingStatus]
ASPECT_UNSPECIFIED: Aspect
ASPECT_POWER: Aspect
ASPECT_TARGET: Aspect
ASPECT_POOLS: Aspect
ASPECT_FIRMWARE: Aspect
ASPECT_CREDENTIALS: Aspect
ASPECT_COOLING: Aspect
ASPECT_HOLDS: Aspect
PRECEDENCE_UNSPECIFIED: Precedence
PRECEDENCE_SCHEDULE: Precedence
PRECEDENCE_OPERATOR: Precedence
PRECEDENCE_CURTAILMENT: Precedence
PRECEDENCE_SAFETY: Precedence
COMMAND_PHASE_UNSPECIFIED: CommandPhase
COMMAND_PHASE_ACCEPTED: CommandPhase
COMMAND_PHASE_RUNNING: CommandPhase
COMMAND_PHASE_SUCCEEDED: CommandPhase
COMMAND_PHASE_FAILED: CommandPhase
COMMAND_PHASE_REJECTED: CommandPhase
COMMAND_PHASE_EXPIRED: CommandPhase
COMMAND_PHASE_SUPERSEDED: CommandPhase
COMMAND_PHASE_OUTCOME_UNKNOWN: CommandPhase
COMMAND_PHASE_PROGRESS: CommandPhase
PAIRING_STATUS_UNSPECIFIED: PairingStatus
PAIRING_STATUS_UNPAIRED: PairingStatus
PAIRING_STATUS_PENDING: PairingStatus
PAIRING_STATUS_PAIRED: PairingStatus
PAIRING_STATUS_DEFAULT_PASSWORD: PairingStatus
PAIRING_STATUS_AUTHENTICATION_NEEDED: PairingStatus
PAIRING_STATUS_FAILED: PairingStatus

class Signature(_message.Message):
    __slots__ = ("key_id", "signature")
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    signature: bytes
    def __init__(self, key_id: _Optional[str] = ..., signature: _Optional[bytes] = ...) -> None: ...

class SignedDocument(_message.Message):
    __slots__ = ("type", "body", "signatures")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    SIGNATURES_FIELD_NUMBER: _ClassVar[int]
    type: str
    body: bytes
    signatures: _containers.RepeatedCompositeFieldContainer[Signature]
    def __init__(self, type: _Optional[str] = ..., body: _Optional[bytes] = ..., signatures: _Optional[_Iterable[_Union[Signature, _Mapping]]] = ...) -> None: ...

class Actor(_message.Message):
    __slots__ = ("type", "id", "display_name")
    class Type(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        TYPE_UNSPECIFIED: _ClassVar[Actor.Type]
        TYPE_USER: _ClassVar[Actor.Type]
        TYPE_API_KEY: _ClassVar[Actor.Type]
        TYPE_SCHEDULE: _ClassVar[Actor.Type]
        TYPE_CURTAILMENT: _ClassVar[Actor.Type]
        TYPE_LOCAL_ADMIN: _ClassVar[Actor.Type]
        TYPE_SYSTEM: _ClassVar[Actor.Type]
    TYPE_UNSPECIFIED: Actor.Type
    TYPE_USER: Actor.Type
    TYPE_API_KEY: Actor.Type
    TYPE_SCHEDULE: Actor.Type
    TYPE_CURTAILMENT: Actor.Type
    TYPE_LOCAL_ADMIN: Actor.Type
    TYPE_SYSTEM: Actor.Type
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    type: Actor.Type
    id: str
    display_name: str
    def __init__(self, type: _Optional[_Union[Actor.Type, str]] = ..., id: _Optional[str] = ..., display_name: _Optional[str] = ...) -> None: ...

class PreflightPing(_message.Message):
    __slots__ = ("round", "nonce")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    round: int
    nonce: bytes
    def __init__(self, round: _Optional[int] = ..., nonce: _Optional[bytes] = ...) -> None: ...

class PreflightPong(_message.Message):
    __slots__ = ("round", "nonce", "min_protocol_version", "max_protocol_version")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    MIN_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    MAX_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    round: int
    nonce: bytes
    min_protocol_version: int
    max_protocol_version: int
    def __init__(self, round: _Optional[int] = ..., nonce: _Optional[bytes] = ..., min_protocol_version: _Optional[int] = ..., max_protocol_version: _Optional[int] = ...) -> None: ...

class KeyBundle(_message.Message):
    __slots__ = ("identity_ed25519", "attest_ed25519", "encryption_x25519", "miner_signing_ed25519", "local_ui_spki_sha256", "version")
    IDENTITY_ED25519_FIELD_NUMBER: _ClassVar[int]
    ATTEST_ED25519_FIELD_NUMBER: _ClassVar[int]
    ENCRYPTION_X25519_FIELD_NUMBER: _ClassVar[int]
    MINER_SIGNING_ED25519_FIELD_NUMBER: _ClassVar[int]
    LOCAL_UI_SPKI_SHA256_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    identity_ed25519: bytes
    attest_ed25519: bytes
    encryption_x25519: bytes
    miner_signing_ed25519: bytes
    local_ui_spki_sha256: bytes
    version: int
    def __init__(self, identity_ed25519: _Optional[bytes] = ..., attest_ed25519: _Optional[bytes] = ..., encryption_x25519: _Optional[bytes] = ..., miner_signing_ed25519: _Optional[bytes] = ..., local_ui_spki_sha256: _Optional[bytes] = ..., version: _Optional[int] = ...) -> None: ...

class GetKeysetsRequest(_message.Message):
    __slots__ = ("code_id", "org_id", "after_version")
    CODE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_VERSION_FIELD_NUMBER: _ClassVar[int]
    code_id: str
    org_id: str
    after_version: int
    def __init__(self, code_id: _Optional[str] = ..., org_id: _Optional[str] = ..., after_version: _Optional[int] = ...) -> None: ...

class GetKeysetsResponse(_message.Message):
    __slots__ = ("keysets",)
    KEYSETS_FIELD_NUMBER: _ClassVar[int]
    keysets: _containers.RepeatedCompositeFieldContainer[SignedDocument]
    def __init__(self, keysets: _Optional[_Iterable[_Union[SignedDocument, _Mapping]]] = ...) -> None: ...

class RegisterRequest(_message.Message):
    __slots__ = ("code_id", "code_secret", "node_name", "bundle", "node_nonce", "identity_signature", "attest_signature", "miner_signing_signature", "incarnation", "software_version")
    CODE_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_SECRET_FIELD_NUMBER: _ClassVar[int]
    NODE_NAME_FIELD_NUMBER: _ClassVar[int]
    BUNDLE_FIELD_NUMBER: _ClassVar[int]
    NODE_NONCE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    ATTEST_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    MINER_SIGNING_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_VERSION_FIELD_NUMBER: _ClassVar[int]
    code_id: str
    code_secret: bytes
    node_name: str
    bundle: KeyBundle
    node_nonce: bytes
    identity_signature: bytes
    attest_signature: bytes
    miner_signing_signature: bytes
    incarnation: bytes
    software_version: str
    def __init__(self, code_id: _Optional[str] = ..., code_secret: _Optional[bytes] = ..., node_name: _Optional[str] = ..., bundle: _Optional[_Union[KeyBundle, _Mapping]] = ..., node_nonce: _Optional[bytes] = ..., identity_signature: _Optional[bytes] = ..., attest_signature: _Optional[bytes] = ..., miner_signing_signature: _Optional[bytes] = ..., incarnation: _Optional[bytes] = ..., software_version: _Optional[str] = ...) -> None: ...

class RegisterResponse(_message.Message):
    __slots__ = ("enrollment_id", "server_nonce", "org_id", "root_keyset_sha256", "keyset")
    ENROLLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SERVER_NONCE_FIELD_NUMBER: _ClassVar[int]
    ORG_ID_FIELD_NUMBER: _ClassVar[int]
    ROOT_KEYSET_SHA256_FIELD_NUMBER: _ClassVar[int]
    KEYSET_FIELD_NUMBER: _ClassVar[int]
    enrollment_id: str
    server_nonce: bytes
    org_id: str
    root_keyset_sha256: bytes
    keyset: SignedDocument
    def __init__(self, enrollment_id: _Optional[str] = ..., server_nonce: _Optional[bytes] = ..., org_id: _Optional[str] = ..., root_keyset_sha256: _Optional[bytes] = ..., keyset: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class PollEnrollmentRequest(_message.Message):
    __slots__ = ("enrollment_id", "proof", "counter")
    ENROLLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    COUNTER_FIELD_NUMBER: _ClassVar[int]
    enrollment_id: str
    proof: bytes
    counter: int
    def __init__(self, enrollment_id: _Optional[str] = ..., proof: _Optional[bytes] = ..., counter: _Optional[int] = ...) -> None: ...

class PollEnrollmentResponse(_message.Message):
    __slots__ = ("state", "node_id", "node_cert", "api_key", "api_key_id", "retry_after_ms")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[PollEnrollmentResponse.State]
        STATE_PENDING: _ClassVar[PollEnrollmentResponse.State]
        STATE_CONFIRMED: _ClassVar[PollEnrollmentResponse.State]
        STATE_REJECTED: _ClassVar[PollEnrollmentResponse.State]
        STATE_EXPIRED: _ClassVar[PollEnrollmentResponse.State]
    STATE_UNSPECIFIED: PollEnrollmentResponse.State
    STATE_PENDING: PollEnrollmentResponse.State
    STATE_CONFIRMED: PollEnrollmentResponse.State
    STATE_REJECTED: PollEnrollmentResponse.State
    STATE_EXPIRED: PollEnrollmentResponse.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    NODE_CERT_FIELD_NUMBER: _ClassVar[int]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    API_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_MS_FIELD_NUMBER: _ClassVar[int]
    state: PollEnrollmentResponse.State
    node_id: str
    node_cert: SignedDocument
    api_key: _miner_pb2.SealedSecret
    api_key_id: str
    retry_after_ms: int
    def __init__(self, state: _Optional[_Union[PollEnrollmentResponse.State, str]] = ..., node_id: _Optional[str] = ..., node_cert: _Optional[_Union[SignedDocument, _Mapping]] = ..., api_key: _Optional[_Union[_miner_pb2.SealedSecret, _Mapping]] = ..., api_key_id: _Optional[str] = ..., retry_after_ms: _Optional[int] = ...) -> None: ...

class BeginAuthRequest(_message.Message):
    __slots__ = ("node_id", "api_key_id", "api_key", "node_nonce", "keyset_version")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    API_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    NODE_NONCE_FIELD_NUMBER: _ClassVar[int]
    KEYSET_VERSION_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    api_key_id: str
    api_key: str
    node_nonce: bytes
    keyset_version: int
    def __init__(self, node_id: _Optional[str] = ..., api_key_id: _Optional[str] = ..., api_key: _Optional[str] = ..., node_nonce: _Optional[bytes] = ..., keyset_version: _Optional[int] = ...) -> None: ...

class BeginAuthResponse(_message.Message):
    __slots__ = ("challenge", "server_nonce", "server_time_ms", "server_proof")
    CHALLENGE_FIELD_NUMBER: _ClassVar[int]
    SERVER_NONCE_FIELD_NUMBER: _ClassVar[int]
    SERVER_TIME_MS_FIELD_NUMBER: _ClassVar[int]
    SERVER_PROOF_FIELD_NUMBER: _ClassVar[int]
    challenge: bytes
    server_nonce: bytes
    server_time_ms: int
    server_proof: SignedDocument
    def __init__(self, challenge: _Optional[bytes] = ..., server_nonce: _Optional[bytes] = ..., server_time_ms: _Optional[int] = ..., server_proof: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class CompleteAuthRequest(_message.Message):
    __slots__ = ("node_id", "challenge", "identity_signature", "generation", "incarnation")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    CHALLENGE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    challenge: bytes
    identity_signature: bytes
    generation: int
    incarnation: bytes
    def __init__(self, node_id: _Optional[str] = ..., challenge: _Optional[bytes] = ..., identity_signature: _Optional[bytes] = ..., generation: _Optional[int] = ..., incarnation: _Optional[bytes] = ...) -> None: ...

class CompleteAuthResponse(_message.Message):
    __slots__ = ("session_token", "expires_at_ms", "acknowledged_generation", "new_api_key", "new_api_key_id")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_MS_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_GENERATION_FIELD_NUMBER: _ClassVar[int]
    NEW_API_KEY_FIELD_NUMBER: _ClassVar[int]
    NEW_API_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    expires_at_ms: int
    acknowledged_generation: int
    new_api_key: _miner_pb2.SealedSecret
    new_api_key_id: str
    def __init__(self, session_token: _Optional[str] = ..., expires_at_ms: _Optional[int] = ..., acknowledged_generation: _Optional[int] = ..., new_api_key: _Optional[_Union[_miner_pb2.SealedSecret, _Mapping]] = ..., new_api_key_id: _Optional[str] = ...) -> None: ...

class RotateKeysRequest(_message.Message):
    __slots__ = ("node_id", "bundle", "old_identity_signature", "new_identity_signature", "node_nonce", "new_attest_signature", "new_miner_signing_signature")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    BUNDLE_FIELD_NUMBER: _ClassVar[int]
    OLD_IDENTITY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    NEW_IDENTITY_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    NODE_NONCE_FIELD_NUMBER: _ClassVar[int]
    NEW_ATTEST_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    NEW_MINER_SIGNING_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    bundle: KeyBundle
    old_identity_signature: bytes
    new_identity_signature: bytes
    node_nonce: bytes
    new_attest_signature: bytes
    new_miner_signing_signature: bytes
    def __init__(self, node_id: _Optional[str] = ..., bundle: _Optional[_Union[KeyBundle, _Mapping]] = ..., old_identity_signature: _Optional[bytes] = ..., new_identity_signature: _Optional[bytes] = ..., node_nonce: _Optional[bytes] = ..., new_attest_signature: _Optional[bytes] = ..., new_miner_signing_signature: _Optional[bytes] = ...) -> None: ...

class RotateKeysResponse(_message.Message):
    __slots__ = ("enrollment_id", "server_nonce")
    ENROLLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SERVER_NONCE_FIELD_NUMBER: _ClassVar[int]
    enrollment_id: str
    server_nonce: bytes
    def __init__(self, enrollment_id: _Optional[str] = ..., server_nonce: _Optional[bytes] = ...) -> None: ...

class ControlUp(_message.Message):
    __slots__ = ("hello", "ack", "lease_request", "lease_released", "ping", "drained", "ownership_applied")
    HELLO_FIELD_NUMBER: _ClassVar[int]
    ACK_FIELD_NUMBER: _ClassVar[int]
    LEASE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    LEASE_RELEASED_FIELD_NUMBER: _ClassVar[int]
    PING_FIELD_NUMBER: _ClassVar[int]
    DRAINED_FIELD_NUMBER: _ClassVar[int]
    OWNERSHIP_APPLIED_FIELD_NUMBER: _ClassVar[int]
    hello: Hello
    ack: CommandAck
    lease_request: LeaseRequest
    lease_released: LeaseReleased
    ping: Ping
    drained: Drained
    ownership_applied: OwnershipApplied
    def __init__(self, hello: _Optional[_Union[Hello, _Mapping]] = ..., ack: _Optional[_Union[CommandAck, _Mapping]] = ..., lease_request: _Optional[_Union[LeaseRequest, _Mapping]] = ..., lease_released: _Optional[_Union[LeaseReleased, _Mapping]] = ..., ping: _Optional[_Union[Ping, _Mapping]] = ..., drained: _Optional[_Union[Drained, _Mapping]] = ..., ownership_applied: _Optional[_Union[OwnershipApplied, _Mapping]] = ...) -> None: ...

class ControlDown(_message.Message):
    __slots__ = ("welcome", "accepted", "command", "goaway", "lease_grant", "pong", "ownership_changed", "keyset_changed", "credentials_changed", "results_acknowledged", "cancel")
    WELCOME_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    GOAWAY_FIELD_NUMBER: _ClassVar[int]
    LEASE_GRANT_FIELD_NUMBER: _ClassVar[int]
    PONG_FIELD_NUMBER: _ClassVar[int]
    OWNERSHIP_CHANGED_FIELD_NUMBER: _ClassVar[int]
    KEYSET_CHANGED_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_CHANGED_FIELD_NUMBER: _ClassVar[int]
    RESULTS_ACKNOWLEDGED_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FIELD_NUMBER: _ClassVar[int]
    welcome: Welcome
    accepted: HelloAccepted
    command: Command
    goaway: ControlGoaway
    lease_grant: LeaseGrant
    pong: Ping
    ownership_changed: OwnershipChanged
    keyset_changed: KeysetChanged
    credentials_changed: CredentialsChanged
    results_acknowledged: ResultsAcknowledged
    cancel: CancelCommand
    def __init__(self, welcome: _Optional[_Union[Welcome, _Mapping]] = ..., accepted: _Optional[_Union[HelloAccepted, _Mapping]] = ..., command: _Optional[_Union[Command, _Mapping]] = ..., goaway: _Optional[_Union[ControlGoaway, _Mapping]] = ..., lease_grant: _Optional[_Union[LeaseGrant, _Mapping]] = ..., pong: _Optional[_Union[Ping, _Mapping]] = ..., ownership_changed: _Optional[_Union[OwnershipChanged, _Mapping]] = ..., keyset_changed: _Optional[_Union[KeysetChanged, _Mapping]] = ..., credentials_changed: _Optional[_Union[CredentialsChanged, _Mapping]] = ..., results_acknowledged: _Optional[_Union[ResultsAcknowledged, _Mapping]] = ..., cancel: _Optional[_Union[CancelCommand, _Mapping]] = ...) -> None: ...

class Welcome(_message.Message):
    __slots__ = ("min_protocol_version", "max_protocol_version", "server_version", "server_time_ms", "server_id")
    MIN_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    MAX_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    SERVER_VERSION_FIELD_NUMBER: _ClassVar[int]
    SERVER_TIME_MS_FIELD_NUMBER: _ClassVar[int]
    SERVER_ID_FIELD_NUMBER: _ClassVar[int]
    min_protocol_version: int
    max_protocol_version: int
    server_version: str
    server_time_ms: int
    server_id: str
    def __init__(self, min_protocol_version: _Optional[int] = ..., max_protocol_version: _Optional[int] = ..., server_version: _Optional[str] = ..., server_time_ms: _Optional[int] = ..., server_id: _Optional[str] = ...) -> None: ...

class Hello(_message.Message):
    __slots__ = ("min_protocol_version", "max_protocol_version", "node_id", "software_version", "stream_nonce", "last_sequence", "min_epoch", "keyset_version", "ownership_version", "incarnation", "bundle", "drivers", "journal_lost")
    MIN_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    MAX_PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_VERSION_FIELD_NUMBER: _ClassVar[int]
    STREAM_NONCE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    MIN_EPOCH_FIELD_NUMBER: _ClassVar[int]
    KEYSET_VERSION_FIELD_NUMBER: _ClassVar[int]
    OWNERSHIP_VERSION_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    BUNDLE_FIELD_NUMBER: _ClassVar[int]
    DRIVERS_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_LOST_FIELD_NUMBER: _ClassVar[int]
    min_protocol_version: int
    max_protocol_version: int
    node_id: str
    software_version: str
    stream_nonce: bytes
    last_sequence: int
    min_epoch: int
    keyset_version: int
    ownership_version: int
    incarnation: bytes
    bundle: KeyBundle
    drivers: _containers.RepeatedScalarFieldContainer[str]
    journal_lost: bool
    def __init__(self, min_protocol_version: _Optional[int] = ..., max_protocol_version: _Optional[int] = ..., node_id: _Optional[str] = ..., software_version: _Optional[str] = ..., stream_nonce: _Optional[bytes] = ..., last_sequence: _Optional[int] = ..., min_epoch: _Optional[int] = ..., keyset_version: _Optional[int] = ..., ownership_version: _Optional[int] = ..., incarnation: _Optional[bytes] = ..., bundle: _Optional[_Union[KeyBundle, _Mapping]] = ..., drivers: _Optional[_Iterable[str]] = ..., journal_lost: _Optional[bool] = ...) -> None: ...

class HelloAccepted(_message.Message):
    __slots__ = ("protocol_version", "session_id", "lease_epoch", "heartbeat_interval_ms", "telemetry_acknowledged", "events_acknowledged", "tell_again")
    PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    LEASE_EPOCH_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_INTERVAL_MS_FIELD_NUMBER: _ClassVar[int]
    TELEMETRY_ACKNOWLEDGED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_ACKNOWLEDGED_FIELD_NUMBER: _ClassVar[int]
    TELL_AGAIN_FIELD_NUMBER: _ClassVar[int]
    protocol_version: int
    session_id: str
    lease_epoch: int
    heartbeat_interval_ms: int
    telemetry_acknowledged: int
    events_acknowledged: int
    tell_again: bool
    def __init__(self, protocol_version: _Optional[int] = ..., session_id: _Optional[str] = ..., lease_epoch: _Optional[int] = ..., heartbeat_interval_ms: _Optional[int] = ..., telemetry_acknowledged: _Optional[int] = ..., events_acknowledged: _Optional[int] = ..., tell_again: _Optional[bool] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ("command_id", "batch_id", "node_id", "sequence", "previous_sequence", "lease_epoch", "actor", "issued_at_ms", "expires_at_ms", "device_id", "payload", "document", "intent", "base_revision")
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LEASE_EPOCH_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_MS_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_MS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    BASE_REVISION_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    batch_id: str
    node_id: str
    sequence: int
    previous_sequence: int
    lease_epoch: int
    actor: Actor
    issued_at_ms: int
    expires_at_ms: int
    device_id: int
    payload: _miner_pb2.CommandPayload
    document: SignedDocument
    intent: SignedDocument
    base_revision: Revision
    def __init__(self, command_id: _Optional[str] = ..., batch_id: _Optional[str] = ..., node_id: _Optional[str] = ..., sequence: _Optional[int] = ..., previous_sequence: _Optional[int] = ..., lease_epoch: _Optional[int] = ..., actor: _Optional[_Union[Actor, _Mapping]] = ..., issued_at_ms: _Optional[int] = ..., expires_at_ms: _Optional[int] = ..., device_id: _Optional[int] = ..., payload: _Optional[_Union[_miner_pb2.CommandPayload, _Mapping]] = ..., document: _Optional[_Union[SignedDocument, _Mapping]] = ..., intent: _Optional[_Union[SignedDocument, _Mapping]] = ..., base_revision: _Optional[_Union[Revision, _Mapping]] = ...) -> None: ...

class Revision(_message.Message):
    __slots__ = ("epoch", "handover", "number")
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    HANDOVER_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    epoch: int
    handover: int
    number: int
    def __init__(self, epoch: _Optional[int] = ..., handover: _Optional[int] = ..., number: _Optional[int] = ...) -> None: ...

class OperationRef(_message.Message):
    __slots__ = ("id", "kind", "actor", "at_ms", "is_local")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    IS_LOCAL_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: _miner_pb2.CommandKind
    actor: Actor
    at_ms: int
    is_local: bool
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[_miner_pb2.CommandKind, str]] = ..., actor: _Optional[_Union[Actor, _Mapping]] = ..., at_ms: _Optional[int] = ..., is_local: _Optional[bool] = ...) -> None: ...

class LastWrite(_message.Message):
    __slots__ = ("aspect", "revision", "writer", "local_revision", "local_writer", "undecided", "disputes")
    ASPECT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    WRITER_FIELD_NUMBER: _ClassVar[int]
    LOCAL_REVISION_FIELD_NUMBER: _ClassVar[int]
    LOCAL_WRITER_FIELD_NUMBER: _ClassVar[int]
    UNDECIDED_FIELD_NUMBER: _ClassVar[int]
    DISPUTES_FIELD_NUMBER: _ClassVar[int]
    aspect: Aspect
    revision: Revision
    writer: OperationRef
    local_revision: Revision
    local_writer: OperationRef
    undecided: Revision
    disputes: int
    def __init__(self, aspect: _Optional[_Union[Aspect, str]] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ..., writer: _Optional[_Union[OperationRef, _Mapping]] = ..., local_revision: _Optional[_Union[Revision, _Mapping]] = ..., local_writer: _Optional[_Union[OperationRef, _Mapping]] = ..., undecided: _Optional[_Union[Revision, _Mapping]] = ..., disputes: _Optional[int] = ...) -> None: ...

class Hold(_message.Message):
    __slots__ = ("id", "source", "level", "priority", "until_ms", "revision", "placed")
    ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    UNTIL_MS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    id: str
    source: str
    level: _miner_pb2.CurtailmentLevel
    priority: Precedence
    until_ms: int
    revision: Revision
    placed: OperationRef
    def __init__(self, id: _Optional[str] = ..., source: _Optional[str] = ..., level: _Optional[_Union[_miner_pb2.CurtailmentLevel, str]] = ..., priority: _Optional[_Union[Precedence, str]] = ..., until_ms: _Optional[int] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ..., placed: _Optional[_Union[OperationRef, _Mapping]] = ...) -> None: ...

class DeviceStanding(_message.Message):
    __slots__ = ("revision", "aspects", "holds", "asserted", "asleep_before", "rebooted_at_ms", "device_id", "was_efficient")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ASPECTS_FIELD_NUMBER: _ClassVar[int]
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    ASSERTED_FIELD_NUMBER: _ClassVar[int]
    ASLEEP_BEFORE_FIELD_NUMBER: _ClassVar[int]
    REBOOTED_AT_MS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    WAS_EFFICIENT_FIELD_NUMBER: _ClassVar[int]
    revision: Revision
    aspects: _containers.RepeatedCompositeFieldContainer[LastWrite]
    holds: _containers.RepeatedCompositeFieldContainer[Hold]
    asserted: _miner_pb2.CurtailmentLevel
    asleep_before: bool
    rebooted_at_ms: int
    device_id: int
    was_efficient: bool
    def __init__(self, revision: _Optional[_Union[Revision, _Mapping]] = ..., aspects: _Optional[_Iterable[_Union[LastWrite, _Mapping]]] = ..., holds: _Optional[_Iterable[_Union[Hold, _Mapping]]] = ..., asserted: _Optional[_Union[_miner_pb2.CurtailmentLevel, str]] = ..., asleep_before: _Optional[bool] = ..., rebooted_at_ms: _Optional[int] = ..., device_id: _Optional[int] = ..., was_efficient: _Optional[bool] = ...) -> None: ...

class Conflict(_message.Message):
    __slots__ = ("id", "device_id", "aspect", "rule", "outcome", "lost", "local", "revision", "at_ms")
    ID_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    ASPECT_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LOST_FIELD_NUMBER: _ClassVar[int]
    LOCAL_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    id: str
    device_id: int
    aspect: Aspect
    rule: str
    outcome: str
    lost: OperationRef
    local: OperationRef
    revision: Revision
    at_ms: int
    def __init__(self, id: _Optional[str] = ..., device_id: _Optional[int] = ..., aspect: _Optional[_Union[Aspect, str]] = ..., rule: _Optional[str] = ..., outcome: _Optional[str] = ..., lost: _Optional[_Union[OperationRef, _Mapping]] = ..., local: _Optional[_Union[OperationRef, _Mapping]] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ..., at_ms: _Optional[int] = ...) -> None: ...

class CancelCommand(_message.Message):
    __slots__ = ("command_id",)
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    def __init__(self, command_id: _Optional[str] = ...) -> None: ...

class CommandAck(_message.Message):
    __slots__ = ("command_id", "sequence", "phase", "at_ms", "problem", "detail", "progress_ratio", "result_sequence", "artifact_id", "standing", "conflict")
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_RATIO_FIELD_NUMBER: _ClassVar[int]
    RESULT_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    ARTIFACT_ID_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    CONFLICT_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    sequence: int
    phase: CommandPhase
    at_ms: int
    problem: Problem
    detail: str
    progress_ratio: float
    result_sequence: int
    artifact_id: str
    standing: DeviceStanding
    conflict: Conflict
    def __init__(self, command_id: _Optional[str] = ..., sequence: _Optional[int] = ..., phase: _Optional[_Union[CommandPhase, str]] = ..., at_ms: _Optional[int] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ..., detail: _Optional[str] = ..., progress_ratio: _Optional[float] = ..., result_sequence: _Optional[int] = ..., artifact_id: _Optional[str] = ..., standing: _Optional[_Union[DeviceStanding, _Mapping]] = ..., conflict: _Optional[_Union[Conflict, _Mapping]] = ...) -> None: ...

class Problem(_message.Message):
    __slots__ = ("code", "message", "vendor_code")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VENDOR_CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    vendor_code: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., vendor_code: _Optional[str] = ...) -> None: ...

class ResultsAcknowledged(_message.Message):
    __slots__ = ("result_sequences",)
    RESULT_SEQUENCES_FIELD_NUMBER: _ClassVar[int]
    result_sequences: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, result_sequences: _Optional[_Iterable[int]] = ...) -> None: ...

class ControlGoaway(_message.Message):
    __slots__ = ("reason", "message", "reconnect_after_ms", "last_sequence", "document")
    class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        REASON_UNSPECIFIED: _ClassVar[ControlGoaway.Reason]
        REASON_SHUTDOWN: _ClassVar[ControlGoaway.Reason]
        REASON_REPLACED: _ClassVar[ControlGoaway.Reason]
        REASON_REVOKED: _ClassVar[ControlGoaway.Reason]
        REASON_UNSUPPORTED_VERSION: _ClassVar[ControlGoaway.Reason]
        REASON_REBALANCE: _ClassVar[ControlGoaway.Reason]
        REASON_CLONE_SUSPECT: _ClassVar[ControlGoaway.Reason]
    REASON_UNSPECIFIED: ControlGoaway.Reason
    REASON_SHUTDOWN: ControlGoaway.Reason
    REASON_REPLACED: ControlGoaway.Reason
    REASON_REVOKED: ControlGoaway.Reason
    REASON_UNSUPPORTED_VERSION: ControlGoaway.Reason
    REASON_REBALANCE: ControlGoaway.Reason
    REASON_CLONE_SUSPECT: ControlGoaway.Reason
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RECONNECT_AFTER_MS_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    reason: ControlGoaway.Reason
    message: str
    reconnect_after_ms: int
    last_sequence: int
    document: SignedDocument
    def __init__(self, reason: _Optional[_Union[ControlGoaway.Reason, str]] = ..., message: _Optional[str] = ..., reconnect_after_ms: _Optional[int] = ..., last_sequence: _Optional[int] = ..., document: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class Drained(_message.Message):
    __slots__ = ("last_sequence",)
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    last_sequence: int
    def __init__(self, last_sequence: _Optional[int] = ...) -> None: ...

class LeaseRequest(_message.Message):
    __slots__ = ("group_id", "nonce", "min_epoch")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    MIN_EPOCH_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    nonce: bytes
    min_epoch: int
    def __init__(self, group_id: _Optional[str] = ..., nonce: _Optional[bytes] = ..., min_epoch: _Optional[int] = ...) -> None: ...

class LeaseGrant(_message.Message):
    __slots__ = ("group_id", "epoch", "ttl_ms", "nonce", "document")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    TTL_MS_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    epoch: int
    ttl_ms: int
    nonce: bytes
    document: SignedDocument
    def __init__(self, group_id: _Optional[str] = ..., epoch: _Optional[int] = ..., ttl_ms: _Optional[int] = ..., nonce: _Optional[bytes] = ..., document: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class LeaseReleased(_message.Message):
    __slots__ = ("group_id", "epoch", "last_sequence", "audit_head")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    AUDIT_HEAD_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    epoch: int
    last_sequence: int
    audit_head: bytes
    def __init__(self, group_id: _Optional[str] = ..., epoch: _Optional[int] = ..., last_sequence: _Optional[int] = ..., audit_head: _Optional[bytes] = ...) -> None: ...

class Ping(_message.Message):
    __slots__ = ("counter", "at_ms")
    COUNTER_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    counter: int
    at_ms: int
    def __init__(self, counter: _Optional[int] = ..., at_ms: _Optional[int] = ...) -> None: ...

class OwnershipChanged(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class OwnershipApplied(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class KeysetChanged(_message.Message):
    __slots__ = ("keyset",)
    KEYSET_FIELD_NUMBER: _ClassVar[int]
    keyset: SignedDocument
    def __init__(self, keyset: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class CredentialsChanged(_message.Message):
    __slots__ = ("device_ids",)
    DEVICE_IDS_FIELD_NUMBER: _ClassVar[int]
    device_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, device_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class UploadAck(_message.Message):
    __slots__ = ("batch_sequence", "problem", "rejected_rows")
    BATCH_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    batch_sequence: int
    problem: Problem
    rejected_rows: int
    def __init__(self, batch_sequence: _Optional[int] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ..., rejected_rows: _Optional[int] = ...) -> None: ...

class TelemetryUp(_message.Message):
    __slots__ = ("batch",)
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: SampleColumns
    def __init__(self, batch: _Optional[_Union[SampleColumns, _Mapping]] = ...) -> None: ...

class SampleColumns(_message.Message):
    __slots__ = ("batch_sequence", "device_id", "at_ms", "hashrate_hs", "expected_hashrate_hs", "power_watts", "power_target_watts", "board_temperature_c", "chip_temperature_c", "inlet_temperature_c", "fan_rpm", "input_voltage_v", "uptime_seconds", "shares_accepted", "shares_rejected", "mining_state", "pool_connected", "components")
    BATCH_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
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
    batch_sequence: int
    device_id: _containers.RepeatedScalarFieldContainer[int]
    at_ms: _containers.RepeatedScalarFieldContainer[int]
    hashrate_hs: _containers.RepeatedScalarFieldContainer[float]
    expected_hashrate_hs: _containers.RepeatedScalarFieldContainer[float]
    power_watts: _containers.RepeatedScalarFieldContainer[float]
    power_target_watts: _containers.RepeatedScalarFieldContainer[float]
    board_temperature_c: _containers.RepeatedScalarFieldContainer[float]
    chip_temperature_c: _containers.RepeatedScalarFieldContainer[float]
    inlet_temperature_c: _containers.RepeatedScalarFieldContainer[float]
    fan_rpm: _containers.RepeatedScalarFieldContainer[float]
    input_voltage_v: _containers.RepeatedScalarFieldContainer[float]
    uptime_seconds: _containers.RepeatedScalarFieldContainer[int]
    shares_accepted: _containers.RepeatedScalarFieldContainer[int]
    shares_rejected: _containers.RepeatedScalarFieldContainer[int]
    mining_state: _containers.RepeatedScalarFieldContainer[_miner_pb2.MiningState]
    pool_connected: _containers.RepeatedScalarFieldContainer[int]
    components: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, batch_sequence: _Optional[int] = ..., device_id: _Optional[_Iterable[int]] = ..., at_ms: _Optional[_Iterable[int]] = ..., hashrate_hs: _Optional[_Iterable[float]] = ..., expected_hashrate_hs: _Optional[_Iterable[float]] = ..., power_watts: _Optional[_Iterable[float]] = ..., power_target_watts: _Optional[_Iterable[float]] = ..., board_temperature_c: _Optional[_Iterable[float]] = ..., chip_temperature_c: _Optional[_Iterable[float]] = ..., inlet_temperature_c: _Optional[_Iterable[float]] = ..., fan_rpm: _Optional[_Iterable[float]] = ..., input_voltage_v: _Optional[_Iterable[float]] = ..., uptime_seconds: _Optional[_Iterable[int]] = ..., shares_accepted: _Optional[_Iterable[int]] = ..., shares_rejected: _Optional[_Iterable[int]] = ..., mining_state: _Optional[_Iterable[_Union[_miner_pb2.MiningState, str]]] = ..., pool_connected: _Optional[_Iterable[int]] = ..., components: _Optional[_Iterable[bytes]] = ...) -> None: ...

class EventBatch(_message.Message):
    __slots__ = ("batch_sequence", "events")
    BATCH_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    batch_sequence: int
    events: _containers.RepeatedCompositeFieldContainer[Event]
    def __init__(self, batch_sequence: _Optional[int] = ..., events: _Optional[_Iterable[_Union[Event, _Mapping]]] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("at_ms", "device_id", "contact", "details", "faults", "discovered", "discovery_progress", "pairing", "command_result", "spool_loss", "sequence_gap", "host", "security", "standing", "alone")
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    DISCOVERED_FIELD_NUMBER: _ClassVar[int]
    DISCOVERY_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    PAIRING_FIELD_NUMBER: _ClassVar[int]
    COMMAND_RESULT_FIELD_NUMBER: _ClassVar[int]
    SPOOL_LOSS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_GAP_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    SECURITY_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    ALONE_FIELD_NUMBER: _ClassVar[int]
    at_ms: int
    device_id: int
    contact: DeviceContact
    details: DeviceDetails
    faults: FaultsReport
    discovered: DiscoveredDevice
    discovery_progress: DiscoveryProgress
    pairing: PairingResult
    command_result: CommandAck
    spool_loss: SpoolLoss
    sequence_gap: SequenceGap
    host: HostTelemetry
    security: SecurityNotice
    standing: DeviceStanding
    alone: AlonePeriod
    def __init__(self, at_ms: _Optional[int] = ..., device_id: _Optional[int] = ..., contact: _Optional[_Union[DeviceContact, _Mapping]] = ..., details: _Optional[_Union[DeviceDetails, _Mapping]] = ..., faults: _Optional[_Union[FaultsReport, _Mapping]] = ..., discovered: _Optional[_Union[DiscoveredDevice, _Mapping]] = ..., discovery_progress: _Optional[_Union[DiscoveryProgress, _Mapping]] = ..., pairing: _Optional[_Union[PairingResult, _Mapping]] = ..., command_result: _Optional[_Union[CommandAck, _Mapping]] = ..., spool_loss: _Optional[_Union[SpoolLoss, _Mapping]] = ..., sequence_gap: _Optional[_Union[SequenceGap, _Mapping]] = ..., host: _Optional[_Union[HostTelemetry, _Mapping]] = ..., security: _Optional[_Union[SecurityNotice, _Mapping]] = ..., standing: _Optional[_Union[DeviceStanding, _Mapping]] = ..., alone: _Optional[_Union[AlonePeriod, _Mapping]] = ...) -> None: ...

class AlonePeriod(_message.Message):
    __slots__ = ("from_ms", "to_ms", "acts")
    FROM_MS_FIELD_NUMBER: _ClassVar[int]
    TO_MS_FIELD_NUMBER: _ClassVar[int]
    ACTS_FIELD_NUMBER: _ClassVar[int]
    from_ms: int
    to_ms: int
    acts: int
    def __init__(self, from_ms: _Optional[int] = ..., to_ms: _Optional[int] = ..., acts: _Optional[int] = ...) -> None: ...

class DeviceContact(_message.Message):
    __slots__ = ("reachable", "problem", "address", "ports", "moved")
    class PortsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    REACHABLE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    reachable: bool
    problem: Problem
    address: str
    ports: _containers.ScalarMap[str, int]
    moved: bool
    def __init__(self, reachable: _Optional[bool] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ..., address: _Optional[str] = ..., ports: _Optional[_Mapping[str, int]] = ..., moved: _Optional[bool] = ...) -> None: ...

class DeviceDetails(_message.Message):
    __slots__ = ("identity", "capabilities", "pools", "led_on", "power_mode", "cooling_mode", "vendor_json")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    LED_ON_FIELD_NUMBER: _ClassVar[int]
    POWER_MODE_FIELD_NUMBER: _ClassVar[int]
    COOLING_MODE_FIELD_NUMBER: _ClassVar[int]
    VENDOR_JSON_FIELD_NUMBER: _ClassVar[int]
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    pools: _containers.RepeatedCompositeFieldContainer[_miner_pb2.Pool]
    led_on: bool
    power_mode: str
    cooling_mode: _miner_pb2.CoolingMode
    vendor_json: bytes
    def __init__(self, identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., pools: _Optional[_Iterable[_Union[_miner_pb2.Pool, _Mapping]]] = ..., led_on: _Optional[bool] = ..., power_mode: _Optional[str] = ..., cooling_mode: _Optional[_Union[_miner_pb2.CoolingMode, str]] = ..., vendor_json: _Optional[bytes] = ...) -> None: ...

class FaultsReport(_message.Message):
    __slots__ = ("faults",)
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    faults: _containers.RepeatedCompositeFieldContainer[_miner_pb2.Fault]
    def __init__(self, faults: _Optional[_Iterable[_Union[_miner_pb2.Fault, _Mapping]]] = ...) -> None: ...

class DiscoveredDevice(_message.Message):
    __slots__ = ("command_id", "device_key", "address", "ports", "driver", "identity", "capabilities", "needs_credentials")
    class PortsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    DEVICE_KEY_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    DRIVER_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    NEEDS_CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    device_key: str
    address: str
    ports: _containers.ScalarMap[str, int]
    driver: str
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    needs_credentials: bool
    def __init__(self, command_id: _Optional[str] = ..., device_key: _Optional[str] = ..., address: _Optional[str] = ..., ports: _Optional[_Mapping[str, int]] = ..., driver: _Optional[str] = ..., identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ..., needs_credentials: _Optional[bool] = ...) -> None: ...

class DiscoveryProgress(_message.Message):
    __slots__ = ("command_id", "addresses_total", "addresses_scanned", "hosts_open", "devices_found", "finished", "problem")
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_TOTAL_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_SCANNED_FIELD_NUMBER: _ClassVar[int]
    HOSTS_OPEN_FIELD_NUMBER: _ClassVar[int]
    DEVICES_FOUND_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    addresses_total: int
    addresses_scanned: int
    hosts_open: int
    devices_found: int
    finished: bool
    problem: Problem
    def __init__(self, command_id: _Optional[str] = ..., addresses_total: _Optional[int] = ..., addresses_scanned: _Optional[int] = ..., hosts_open: _Optional[int] = ..., devices_found: _Optional[int] = ..., finished: _Optional[bool] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ...) -> None: ...

class PairingResult(_message.Message):
    __slots__ = ("status", "problem", "identity", "capabilities")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    status: PairingStatus
    problem: Problem
    identity: _miner_pb2.Identity
    capabilities: _miner_pb2.Capabilities
    def __init__(self, status: _Optional[_Union[PairingStatus, str]] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ..., identity: _Optional[_Union[_miner_pb2.Identity, _Mapping]] = ..., capabilities: _Optional[_Union[_miner_pb2.Capabilities, _Mapping]] = ...) -> None: ...

class SpoolLoss(_message.Message):
    __slots__ = ("samples_dropped", "from_ms", "to_ms")
    SAMPLES_DROPPED_FIELD_NUMBER: _ClassVar[int]
    FROM_MS_FIELD_NUMBER: _ClassVar[int]
    TO_MS_FIELD_NUMBER: _ClassVar[int]
    samples_dropped: int
    from_ms: int
    to_ms: int
    def __init__(self, samples_dropped: _Optional[int] = ..., from_ms: _Optional[int] = ..., to_ms: _Optional[int] = ...) -> None: ...

class SequenceGap(_message.Message):
    __slots__ = ("expected_previous", "stated_previous")
    EXPECTED_PREVIOUS_FIELD_NUMBER: _ClassVar[int]
    STATED_PREVIOUS_FIELD_NUMBER: _ClassVar[int]
    expected_previous: int
    stated_previous: int
    def __init__(self, expected_previous: _Optional[int] = ..., stated_previous: _Optional[int] = ...) -> None: ...

class SecurityNotice(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class HostTelemetry(_message.Message):
    __slots__ = ("cpu_seconds", "rss_bytes", "open_files", "load_average", "disk_free_bytes", "spool_rows", "spool_bytes", "event_loop_lag_ms")
    CPU_SECONDS_FIELD_NUMBER: _ClassVar[int]
    RSS_BYTES_FIELD_NUMBER: _ClassVar[int]
    OPEN_FILES_FIELD_NUMBER: _ClassVar[int]
    LOAD_AVERAGE_FIELD_NUMBER: _ClassVar[int]
    DISK_FREE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SPOOL_ROWS_FIELD_NUMBER: _ClassVar[int]
    SPOOL_BYTES_FIELD_NUMBER: _ClassVar[int]
    EVENT_LOOP_LAG_MS_FIELD_NUMBER: _ClassVar[int]
    cpu_seconds: float
    rss_bytes: int
    open_files: int
    load_average: float
    disk_free_bytes: int
    spool_rows: int
    spool_bytes: int
    event_loop_lag_ms: int
    def __init__(self, cpu_seconds: _Optional[float] = ..., rss_bytes: _Optional[int] = ..., open_files: _Optional[int] = ..., load_average: _Optional[float] = ..., disk_free_bytes: _Optional[int] = ..., spool_rows: _Optional[int] = ..., spool_bytes: _Optional[int] = ..., event_loop_lag_ms: _Optional[int] = ...) -> None: ...

class PluginState(_message.Message):
    __slots__ = ("driver", "pid", "started_at_ms", "restarts", "last_error", "running", "rss_bytes", "version")
    DRIVER_FIELD_NUMBER: _ClassVar[int]
    PID_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_MS_FIELD_NUMBER: _ClassVar[int]
    RESTARTS_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    RSS_BYTES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    driver: str
    pid: int
    started_at_ms: int
    restarts: int
    last_error: str
    running: bool
    rss_bytes: int
    version: str
    def __init__(self, driver: _Optional[str] = ..., pid: _Optional[int] = ..., started_at_ms: _Optional[int] = ..., restarts: _Optional[int] = ..., last_error: _Optional[str] = ..., running: _Optional[bool] = ..., rss_bytes: _Optional[int] = ..., version: _Optional[str] = ...) -> None: ...

class HeartbeatRequest(_message.Message):
    __slots__ = ("node_id", "at_ms", "devices_owned", "devices_reachable", "spool_rows", "spool_bytes", "samples_dropped", "event_loop_lag_ms", "plugins", "audit_head", "software_version")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    DEVICES_OWNED_FIELD_NUMBER: _ClassVar[int]
    DEVICES_REACHABLE_FIELD_NUMBER: _ClassVar[int]
    SPOOL_ROWS_FIELD_NUMBER: _ClassVar[int]
    SPOOL_BYTES_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENT_LOOP_LAG_MS_FIELD_NUMBER: _ClassVar[int]
    PLUGINS_FIELD_NUMBER: _ClassVar[int]
    AUDIT_HEAD_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_VERSION_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    at_ms: int
    devices_owned: int
    devices_reachable: int
    spool_rows: int
    spool_bytes: int
    samples_dropped: int
    event_loop_lag_ms: int
    plugins: _containers.RepeatedCompositeFieldContainer[PluginState]
    audit_head: bytes
    software_version: str
    def __init__(self, node_id: _Optional[str] = ..., at_ms: _Optional[int] = ..., devices_owned: _Optional[int] = ..., devices_reachable: _Optional[int] = ..., spool_rows: _Optional[int] = ..., spool_bytes: _Optional[int] = ..., samples_dropped: _Optional[int] = ..., event_loop_lag_ms: _Optional[int] = ..., plugins: _Optional[_Iterable[_Union[PluginState, _Mapping]]] = ..., audit_head: _Optional[bytes] = ..., software_version: _Optional[str] = ...) -> None: ...

class HeartbeatResponse(_message.Message):
    __slots__ = ("server_time_ms", "audit_head")
    SERVER_TIME_MS_FIELD_NUMBER: _ClassVar[int]
    AUDIT_HEAD_FIELD_NUMBER: _ClassVar[int]
    server_time_ms: int
    audit_head: bytes
    def __init__(self, server_time_ms: _Optional[int] = ..., audit_head: _Optional[bytes] = ...) -> None: ...

class ArtifactHeader(_message.Message):
    __slots__ = ("artifact_id", "command_id", "device_id", "file_name", "size_bytes", "sha256")
    ARTIFACT_ID_FIELD_NUMBER: _ClassVar[int]
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    artifact_id: str
    command_id: str
    device_id: int
    file_name: str
    size_bytes: int
    sha256: bytes
    def __init__(self, artifact_id: _Optional[str] = ..., command_id: _Optional[str] = ..., device_id: _Optional[int] = ..., file_name: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[bytes] = ...) -> None: ...

class ArtifactChunk(_message.Message):
    __slots__ = ("header", "data", "offset")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    header: ArtifactHeader
    data: bytes
    offset: int
    def __init__(self, header: _Optional[_Union[ArtifactHeader, _Mapping]] = ..., data: _Optional[bytes] = ..., offset: _Optional[int] = ...) -> None: ...

class UploadArtifactResponse(_message.Message):
    __slots__ = ("artifact_id", "stored_bytes")
    ARTIFACT_ID_FIELD_NUMBER: _ClassVar[int]
    STORED_BYTES_FIELD_NUMBER: _ClassVar[int]
    artifact_id: str
    stored_bytes: int
    def __init__(self, artifact_id: _Optional[str] = ..., stored_bytes: _Optional[int] = ...) -> None: ...

class DownloadArtifactRequest(_message.Message):
    __slots__ = ("artifact_id", "offset")
    ARTIFACT_ID_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    artifact_id: str
    offset: int
    def __init__(self, artifact_id: _Optional[str] = ..., offset: _Optional[int] = ...) -> None: ...

class OwnedDevice(_message.Message):
    __slots__ = ("device_id", "device_key", "mac", "serial", "driver", "address", "ports", "group_id", "model", "firmware")
    class PortsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    DEVICE_KEY_FIELD_NUMBER: _ClassVar[int]
    MAC_FIELD_NUMBER: _ClassVar[int]
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    DRIVER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    FIRMWARE_FIELD_NUMBER: _ClassVar[int]
    device_id: int
    device_key: str
    mac: str
    serial: str
    driver: str
    address: str
    ports: _containers.ScalarMap[str, int]
    group_id: str
    model: str
    firmware: str
    def __init__(self, device_id: _Optional[int] = ..., device_key: _Optional[str] = ..., mac: _Optional[str] = ..., serial: _Optional[str] = ..., driver: _Optional[str] = ..., address: _Optional[str] = ..., ports: _Optional[_Mapping[str, int]] = ..., group_id: _Optional[str] = ..., model: _Optional[str] = ..., firmware: _Optional[str] = ...) -> None: ...

class GetOwnershipRequest(_message.Message):
    __slots__ = ("node_id", "known_version", "known_digest", "held")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    KNOWN_VERSION_FIELD_NUMBER: _ClassVar[int]
    KNOWN_DIGEST_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    known_version: int
    known_digest: bytes
    held: GetOwnershipResponse
    def __init__(self, node_id: _Optional[str] = ..., known_version: _Optional[int] = ..., known_digest: _Optional[bytes] = ..., held: _Optional[_Union[GetOwnershipResponse, _Mapping]] = ...) -> None: ...

class GetOwnershipResponse(_message.Message):
    __slots__ = ("version", "unchanged", "devices", "document", "wants_held")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    DEVICES_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    WANTS_HELD_FIELD_NUMBER: _ClassVar[int]
    version: int
    unchanged: bool
    devices: _containers.RepeatedCompositeFieldContainer[OwnedDevice]
    document: SignedDocument
    wants_held: bool
    def __init__(self, version: _Optional[int] = ..., unchanged: _Optional[bool] = ..., devices: _Optional[_Iterable[_Union[OwnedDevice, _Mapping]]] = ..., document: _Optional[_Union[SignedDocument, _Mapping]] = ..., wants_held: _Optional[bool] = ...) -> None: ...

class DeviceLabel(_message.Message):
    __slots__ = ("device_id", "name", "place", "groups")
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    device_id: int
    name: str
    place: Place
    groups: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, device_id: _Optional[int] = ..., name: _Optional[str] = ..., place: _Optional[_Union[Place, _Mapping]] = ..., groups: _Optional[_Iterable[str]] = ...) -> None: ...

class Place(_message.Message):
    __slots__ = ("site_id", "site", "building_id", "building", "rack_id", "rack", "row", "column")
    SITE_ID_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    BUILDING_ID_FIELD_NUMBER: _ClassVar[int]
    BUILDING_FIELD_NUMBER: _ClassVar[int]
    RACK_ID_FIELD_NUMBER: _ClassVar[int]
    RACK_FIELD_NUMBER: _ClassVar[int]
    ROW_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    site_id: int
    site: str
    building_id: int
    building: str
    rack_id: int
    rack: str
    row: int
    column: int
    def __init__(self, site_id: _Optional[int] = ..., site: _Optional[str] = ..., building_id: _Optional[int] = ..., building: _Optional[str] = ..., rack_id: _Optional[int] = ..., rack: _Optional[str] = ..., row: _Optional[int] = ..., column: _Optional[int] = ...) -> None: ...

class GetLabelsRequest(_message.Message):
    __slots__ = ("node_id", "known_tag")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    KNOWN_TAG_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    known_tag: bytes
    def __init__(self, node_id: _Optional[str] = ..., known_tag: _Optional[bytes] = ...) -> None: ...

class GetLabelsResponse(_message.Message):
    __slots__ = ("tag", "unchanged", "labels")
    TAG_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    tag: bytes
    unchanged: bool
    labels: _containers.RepeatedCompositeFieldContainer[DeviceLabel]
    def __init__(self, tag: _Optional[bytes] = ..., unchanged: _Optional[bool] = ..., labels: _Optional[_Iterable[_Union[DeviceLabel, _Mapping]]] = ...) -> None: ...

class GetCredentialsRequest(_message.Message):
    __slots__ = ("device_ids",)
    DEVICE_IDS_FIELD_NUMBER: _ClassVar[int]
    device_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, device_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class CredentialEnvelope(_message.Message):
    __slots__ = ("device_id", "group_id", "group_version", "record_version", "field", "ciphertext", "wraps", "document")
    DEVICE_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_VERSION_FIELD_NUMBER: _ClassVar[int]
    RECORD_VERSION_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    CIPHERTEXT_FIELD_NUMBER: _ClassVar[int]
    WRAPS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    device_id: int
    group_id: str
    group_version: int
    record_version: int
    field: str
    ciphertext: bytes
    wraps: _containers.RepeatedCompositeFieldContainer[_miner_pb2.SealedSecret]
    document: SignedDocument
    def __init__(self, device_id: _Optional[int] = ..., group_id: _Optional[str] = ..., group_version: _Optional[int] = ..., record_version: _Optional[int] = ..., field: _Optional[str] = ..., ciphertext: _Optional[bytes] = ..., wraps: _Optional[_Iterable[_Union[_miner_pb2.SealedSecret, _Mapping]]] = ..., document: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class PutCredentialsResponse(_message.Message):
    __slots__ = ("stored", "problems")
    STORED_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    stored: int
    problems: _containers.RepeatedCompositeFieldContainer[Problem]
    def __init__(self, stored: _Optional[int] = ..., problems: _Optional[_Iterable[_Union[Problem, _Mapping]]] = ...) -> None: ...

class AuditRow(_message.Message):
    __slots__ = ("log_id", "index", "previous_hash", "entry", "hash")
    LOG_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_HASH_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    HASH_FIELD_NUMBER: _ClassVar[int]
    log_id: str
    index: int
    previous_hash: bytes
    entry: bytes
    hash: bytes
    def __init__(self, log_id: _Optional[str] = ..., index: _Optional[int] = ..., previous_hash: _Optional[bytes] = ..., entry: _Optional[bytes] = ..., hash: _Optional[bytes] = ...) -> None: ...

class AuditBatch(_message.Message):
    __slots__ = ("rows", "checkpoint")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[AuditRow]
    checkpoint: SignedDocument
    def __init__(self, rows: _Optional[_Iterable[_Union[AuditRow, _Mapping]]] = ..., checkpoint: _Optional[_Union[SignedDocument, _Mapping]] = ...) -> None: ...

class AuditAck(_message.Message):
    __slots__ = ("log_id", "index", "receipt", "problem", "hash")
    LOG_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    HASH_FIELD_NUMBER: _ClassVar[int]
    log_id: str
    index: int
    receipt: SignedDocument
    problem: Problem
    hash: bytes
    def __init__(self, log_id: _Optional[str] = ..., index: _Optional[int] = ..., receipt: _Optional[_Union[SignedDocument, _Mapping]] = ..., problem: _Optional[_Union[Problem, _Mapping]] = ..., hash: _Optional[bytes] = ...) -> None: ...
