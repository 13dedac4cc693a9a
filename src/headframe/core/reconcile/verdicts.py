"""Why an operation is not carried out."""

from dataclasses import dataclass

from headframe.core.errors import Code
from headframe.core.reconcile.operations import OperationRef


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal. `against` is what it lost to, where that is an operation.

    `is_conflict`: the issuer had not seen what it lost to, so that a person has to know.
    """

    code: Code
    message: str
    against: OperationRef | None = None
    is_conflict: bool = False
