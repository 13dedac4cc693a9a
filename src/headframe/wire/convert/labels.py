"""Labels of devices on the wire."""

from headframe.core.labels import DeviceLabel
from headframe.core.places import Placement
from headframe.wire.convert.texts import name_of
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_GROUPS = 64
"""Groups of one device that are taken from a peer."""


def label_to_wire(label: DeviceLabel) -> gateway_pb2.DeviceLabel:
    """A label as a message."""
    message = gateway_pb2.DeviceLabel(device_id=label.device_id, name=label.name, groups=label.groups)
    at = label.placement
    if at is not None:
        message.place.CopyFrom(
            gateway_pb2.Place(
                site_id=at.site_id,
                site=label.site_name,
                building_id=at.building_id or 0,
                building=label.building_name,
                rack_id=at.rack_id or 0,
                rack=label.rack_name,
                row=at.row or 0,
                column=at.column or 0,
            )
        )
    return message


def label_from_wire(message: gateway_pb2.DeviceLabel) -> DeviceLabel:
    """A label from a message. What is too long for a name is left empty."""
    place = message.place
    placement = None
    if message.HasField("place") and place.site_id:
        placement = Placement(
            place.site_id,
            place.building_id or None,
            place.rack_id or None,
            place.row or None,
            place.column or None,
        )
    return DeviceLabel(
        message.device_id,
        name_of(message.name),
        placement,
        name_of(place.site),
        name_of(place.building),
        name_of(place.rack),
        tuple(name_of(each) for each in message.groups[:MAX_GROUPS]),
    )
