"""One rule a kind of command. A kind without a rule changes nothing that is reconciled."""

from collections.abc import Mapping

from headframe.core.commands.kinds import CommandKind
from headframe.core.reconcile.rules.cooling import CoolingRule
from headframe.core.reconcile.rules.credentials import CredentialsRule
from headframe.core.reconcile.rules.curtail import CurtailRule
from headframe.core.reconcile.rules.firmware import FirmwareRule
from headframe.core.reconcile.rules.pools import PoolsRule
from headframe.core.reconcile.rules.power_target import PowerTargetRule
from headframe.core.reconcile.rules.reboot import RebootRule
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.rules.start import StartRule
from headframe.core.reconcile.rules.stop import StopRule
from headframe.core.reconcile.rules.uncurtail import UncurtailRule

RULES: Mapping[CommandKind, Rule] = {
    CommandKind.REBOOT: RebootRule(),
    CommandKind.START_MINING: StartRule(),
    CommandKind.STOP_MINING: StopRule(),
    CommandKind.SET_POWER_TARGET: PowerTargetRule(),
    CommandKind.CURTAIL: CurtailRule(),
    CommandKind.UNCURTAIL: UncurtailRule(),
    CommandKind.UPDATE_POOLS: PoolsRule(),
    CommandKind.UPDATE_FIRMWARE: FirmwareRule(),
    CommandKind.UPDATE_PASSWORD: CredentialsRule(),
    CommandKind.SET_COOLING_MODE: CoolingRule(),
}
