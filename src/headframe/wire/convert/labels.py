"""Labels of devices on the wire."""

from headframe.core.identifiers import MAX_ID
from headframe.core.labels import DeviceLabel
from headframe.core.places import MAX_RACK_SIDE, Placement
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
    """A label from a message. What is too long for a name, and a place that cannot be, is left out."""
    place = message.place
    return DeviceLabel(
        message.device_id,
        name_of(message.name),
        _placement(place),
        name_of(place.site),
        name_of(place.building),
        name_of(place.rack),
        tuple(name_of(each) for each in message.groups[:MAX_GROUPS]),
    )


def _placement(place: gateway_pb2.Place) -> Placement | None:
    site, building, rack = (_id(each) for each in (place.site_id, place.building_id, place.rack_id))
    if site is None:
        return None
    if building is None or rack is None:
        return Placement(site, building)
    if not (0 < place.row <= MAX_RACK_SIDE and 0 < place.column <= MAX_RACK_SIDE):
        return Placement(site, building, rack)
    return Placement(site, building, rack, place.row, place.column)


def _id(number: int) -> int | None:
    return number if 0 < number <= MAX_ID else None
