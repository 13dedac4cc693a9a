"""Names are the vendors' in form, and no two miners share one."""

import re

from headframe.minersim.catalogue import MODELS, Family
from headframe.minersim.identity import OUI, make_identity

MANY = 5_000


def test_macs_carry_the_vendor_prefix_and_never_repeat() -> None:
    for model in MODELS.values():
        macs = {make_identity(model, 7, index).mac for index in range(MANY)}
        assert len(macs) == MANY
        assert all(re.fullmatch(r"([0-9A-F]{2}:){5}[0-9A-F]{2}", mac) for mac in macs)
        assert {mac[:8] for mac in macs} == {OUI[model.family]}


def test_serial_numbers_never_repeat() -> None:
    for model in MODELS.values():
        if model.family is Family.AXEOS:
            continue  # AxeOS has no serial number
        identities = [make_identity(model, 7, index) for index in range(MANY)]
        assert len({identity.serial for identity in identities}) == MANY
        boards = {serial for identity in identities for serial in identity.board_serials}
        assert len(boards) == MANY * model.boards


def test_another_seed_is_another_fleet() -> None:
    model = MODELS["antminer-s21"]
    first = {make_identity(model, 1, index).mac for index in range(100)}
    second = {make_identity(model, 2, index).mac for index in range(100)}
    assert not first & second
