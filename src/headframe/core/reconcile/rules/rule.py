"""What a rule is."""

from typing import ClassVar

from headframe.core.reconcile.checks import stale
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class Rule:
    """The rule of one kind of command: whether it may be carried out, and what then stands.

    As it is here, it compares and sets: the command loses to what was done on site after its base.
    """

    name: ClassVar[str]
    aspect: ClassVar[Aspect]

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """Why not; None where it may."""
        return stale(standing, operation, self.aspect)

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """How the device stands with the write that takes `revision`."""
        return standing.wrote(self.aspect, operation.ref, revision)

    def undone(self, standing: Standing, before: Standing) -> Standing:  # noqa: ARG002 - the rule's shape
        """How the device stands where the write is known to have failed; it stood as `before` until then.

        The revision stays taken: others may have been told of it.
        """
        return standing
