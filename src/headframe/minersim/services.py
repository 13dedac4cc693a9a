"""Which family listens on which port, with which protocol and factory credentials."""

from dataclasses import dataclass

from headframe.minersim.antminer import rpc as antminer_rpc, web as antminer_web
from headframe.minersim.axeos import web as axeos_web
from headframe.minersim.catalogue import Family
from headframe.minersim.net.http import HttpHandler
from headframe.minersim.net.tcp import TcpSession
from headframe.minersim.whatsminer.v2 import WhatsminerV2Session


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
    Family.AXEOS: (HttpService("web", 80, axeos_web.serve),),
}

FACTORY_ACCOUNTS: dict[Family, dict[str, str]] = {
    Family.ANTMINER: {"root": "root"},
    Family.WHATSMINER_V2: {"admin": "admin"},
    Family.WHATSMINER_V3: {"super": "super", "user1": "user1", "user2": "user2", "user3": "user3"},
    Family.AXEOS: {},
    Family.AVALON: {"root": "root"},
    Family.PROTO: {},
}
