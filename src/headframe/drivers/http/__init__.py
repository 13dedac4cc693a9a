"""What the drivers of HTTP miners share: one client a process, JSON without belief, bounded waiting."""

from headframe.drivers.http.endpoint import Endpoint
from headframe.drivers.http.recent import Recent
from headframe.drivers.http.transport import Answer, HttpTransport
from headframe.drivers.http.untrusted import parse_json, parse_object, vendor_json
from headframe.drivers.http.waiting import Waits, until

__all__ = [
    "Answer",
    "Endpoint",
    "HttpTransport",
    "Recent",
    "Waits",
    "parse_json",
    "parse_object",
    "until",
    "vendor_json",
]
