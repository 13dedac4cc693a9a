"""What filters and sorts ask of a device, as SQL. Only the tables that a question needs are joined."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.engine import Dialect

from headframe.core.status import DeviceStatus
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState
from headframe.server.stores.ports.devices import Moment
from headframe.server.stores.sql.schema.devices import DEVICE
from headframe.server.stores.sql.schema.nodes import NODE
from headframe.server.stores.sql.schema.places import BUILDING, RACK, SITE
from headframe.server.stores.sql.schema.samples import DEVICE_STATE
from headframe.wire.convert.enums import MINING_STATES

CONTACT = NODE.alias("contact")
"""The node that answers for a device: its owner, or who found it."""

OWNER = NODE.alias("owner")

_D, _S = DEVICE.c, DEVICE_STATE.c
_JOINS: tuple[tuple[FromClause, ColumnElement[bool]], ...] = (
    (DEVICE_STATE, _S.device_id == _D.id),
    (OWNER, OWNER.c.id == _D.node_id),
    (SITE, SITE.c.id == _D.site_id),
    (BUILDING, BUILDING.c.id == _D.building_id),
    (RACK, RACK.c.id == _D.rack_id),
)
_MINING = {int(number): state.value for state, number in MINING_STATES.to_wire.items()}
_OF_DEVICE = {
    "device_id": _D.id,
    "pairing_status": _D.pairing,
    **{
        name: _D[name]
        for name in (
            "name",
            "mac",
            "serial",
            "make",
            "model",
            "firmware",
            "hostname",
            "driver",
            "address",
            "worst_fault",
        )
    },
}
_SANE = 1e150  # beyond it a quotient may leave the range of a double, which PostgreSQL refuses


def silent_nodes(org_id: int, moment: Moment) -> Select[Any]:
    """Ids of the nodes that are out of contact: few, or all, so that no device needs a join to know."""
    contact = NODE.c.last_contact_ms
    gone = or_(contact.is_(None), contact < moment.now_ms - moment.node_lost_after_ms)
    return select(NODE.c.id).where(NODE.c.org_id == org_id, gone)


class DeviceColumns:
    """Columns of one question, at one moment. `source` is the join of the tables they came from.

    `silent_nodes` are what the query of that name gave.
    """

    def __init__(self, org_id: int, moment: Moment, dialect: Dialect, silent_nodes: Sequence[int]) -> None:
        self.org_id = org_id
        self.dialect = dialect
        self._silent_nodes = silent_nodes
        self._moment = moment
        self._needed: set[FromClause] = set()
        self._derived: dict[str, Callable[[], ColumnElement[Any]]] = {
            "status": self.status,
            "mining_state": self._mining_state,
            "efficiency_j_per_h": self._efficiency,
            "temperature_c": self._temperature,
            "age_seconds": self._age,
            "slot_label": _slot_label,
            "site": lambda: self._of(SITE),
            "building": lambda: self._of(BUILDING),
            "rack": lambda: self._of(RACK),
            "node": lambda: self._of(OWNER),
        }

    def column(self, name: str) -> ColumnElement[Any]:
        """A column of the field table; NULL is unknown."""
        if name in _OF_DEVICE:
            return _OF_DEVICE[name]
        if name in FLOAT_COLUMNS or name in COUNT_COLUMNS:
            measured: ColumnElement[Any] = self.state()[name]
            return measured
        return self._derived[name]()

    def state(self) -> Any:
        """Columns of the current state."""
        self._needed.add(DEVICE_STATE)
        return _S

    def need(self, *tables: FromClause) -> None:
        """Join tables for columns taken from them directly."""
        self._needed.update(tables)

    @property
    def source(self) -> FromClause:
        """Devices, joined with what was needed so far."""
        source: FromClause = DEVICE
        for table, condition in _JOINS:
            if table in self._needed:
                source = source.outerjoin(table, condition)
        return source

    def status(self) -> ColumnElement[Any]:
        """`core.status.status_at`, row by row of its table."""
        self.need(DEVICE_STATE)
        moment = self._moment
        now = literal(moment.now_ms, BigInteger)
        in_transition = and_(
            _D.transition.is_not(None),
            or_(_S.ended_transition_ms.is_(None), _S.ended_transition_ms < _D.transition_since_ms),
            now < _D.transition_until_ms,
        )
        silent = or_(
            _S.reported.is_(None),
            and_(_D.lost_at_ms.is_not(None), _S.at_ms <= _D.lost_at_ms),
            now - _S.at_ms > moment.offline_after_ms,
        )
        cases = [(in_transition, _D.transition), (silent, literal(DeviceStatus.OFFLINE.value))]
        if self._silent_nodes:
            gone = func.coalesce(_D.node_id, _D.seen_by).in_(self._silent_nodes)
            cases.insert(0, (gone, literal(DeviceStatus.UNAVAILABLE.value)))
        return case(*cases, else_=_S.reported)

    def _mining_state(self) -> ColumnElement[Any]:
        number = self.state().mining_state
        unknown = case((number.is_not(None), MiningState.UNKNOWN.value), else_=null())
        return case(_MINING, value=number, else_=unknown)

    def _efficiency(self) -> ColumnElement[Any]:
        state = self.state()
        hashrate, power = state.hashrate_hs, state.power_watts
        sane = and_(func.abs(hashrate) > 1 / _SANE, func.abs(power) < _SANE)
        return case((sane, power / hashrate), else_=null())

    def _temperature(self) -> ColumnElement[Any]:
        board, chip = self.state().board_temperature_c, self.state().chip_temperature_c
        return case((board.is_(None), chip), (chip.is_(None), board), (board > chip, board), else_=chip)

    def _age(self) -> ColumnElement[Any]:
        age_ms = literal(self._moment.now_ms, BigInteger) - self.state().at_ms
        return cast(age_ms, Double) / literal(1000.0, Double)

    def _of(self, table: Any) -> ColumnElement[Any]:
        self.need(table)
        name: ColumnElement[Any] = table.c.name
        return name


def _slot_label() -> ColumnElement[Any]:
    row, column = _D.slot_row, _D.slot_column
    return case((row.is_not(None), _text(row) + "-" + _text(column)), else_=null())


def _text(element: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(element, Text)
