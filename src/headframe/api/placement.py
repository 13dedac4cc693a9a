"""Where a device stands."""

from typing import Annotated

from pydantic import Field, model_validator

from headframe.api.base import Id, Input
from headframe.core.places import MAX_RACK_SIDE, Placement

RackSide = Annotated[int, Field(ge=1, le=MAX_RACK_SIDE)]


class PlacementBody(Input):
    """Where a device stands. A rack needs its building; row and column go together and need a rack."""

    site_id: Id
    building_id: Id | None = None
    rack_id: Id | None = None
    row: RackSide | None = None
    column: RackSide | None = None

    @model_validator(mode="after")
    def _nested(self) -> "PlacementBody":
        if self.rack_id is not None and self.building_id is None:
            raise ValueError("rack_id needs building_id")
        if (self.row is None) != (self.column is None):
            raise ValueError("row and column go together")
        if self.row is not None and self.rack_id is None:
            raise ValueError("row and column need rack_id")
        return self

    def to_core(self) -> Placement:
        """The core's record."""
        return Placement(self.site_id, self.building_id, self.rack_id, self.row, self.column)

    @classmethod
    def of(cls, placement: Placement | None) -> "PlacementBody | None":
        """From the core's record."""
        if placement is None:
            return None
        return cls(
            site_id=placement.site_id,
            building_id=placement.building_id,
            rack_id=placement.rack_id,
            row=placement.row,
            column=placement.column,
        )
