"""Which family listens on which port, with which protocol and factory credentials."""

from dataclasses import dataclass

from headframe.minersim.antminer import rpc as antminer_rpc, web as antminer_web
from headframe.minersim.avalon.rpc import AvalonSession
from headframe.minersim.axeos import web as axeos_web
from headframe.minersim.catalogue import Family
from headframe.minersim.net.http import HttpHandler
from headframe.minersim.net.tcp import TcpSession
from headframe.minersim.proto import auth as proto_auth, web as proto_web
from headframe.minersim.whatsminer.v2 import WhatsminerV2Session
from headframe.minersim.whatsminer.v3 import WhatsminerV3Session


@dataclass(frozen=True, slots=True)
class TcpService:
    """A raw TCP protocol on the vendor's port."""

    name: str
    port: int
    session: type[TcpSession]


@dataclass(frozen=True, slots=True)
class HttpService:
    """An HTTP API on the vendor's port."""

    name: str
    port: int
    handler: HttpHandler


Service = TcpService | HttpService

SERVICES: dict[Family, tuple[Service, ...]] = {
    Family.ANTMINER: (
        TcpService("rpc", 4028, antminer_rpc.AntminerSession),
        HttpService("web", 80, antminer_web.serve),
    ),
    Family.WHATSMINER_V2: (TcpService("rpc", 4028, WhatsminerV2Session),),
    Family.WHATSMINER_V3: (
        TcpService("rpc", 4433, WhatsminerV3Session),
        TcpService("rpc_v2", 4028, WhatsminerV2Session),
    ),
    Family.AXEOS: (HttpService("web", 80, axeos_web.serve),),
    Family.AVALON: (TcpService("rpc", 4028, AvalonSession),),
    Family.PROTO: (HttpService("web", 80, proto_web.serve),),
}

FACTORY_ACCOUNTS: dict[Family, dict[str, str]] = {
    Family.ANTMINER: {"root": "root"},
    Family.WHATSMINER_V2: {"admin": "admin"},
    Family.WHATSMINER_V3: {"super": "super", "admin": "admin", "user1": "user1"},
    Family.AXEOS: {},
    Family.AVALON: {"root": "root"},
    Family.PROTO: {proto_auth.ACCOUNT: proto_auth.FACTORY_PASSWORD},
}
