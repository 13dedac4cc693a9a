"""Which series an expression of PromQL asks for, with which labels, and how."""

from dataclasses import dataclass, field

from promql_parser import AggregateExpr, Call, Expr, MatrixSelector, VectorSelector, parse, walk

RATE_INTERVAL = "$__rate_interval"
"""What Grafana puts in itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A series, and the labels that are matched. `over_time`: as a range, for rate or increase."""

    series: str
    labels: frozenset[str]
    over_time: bool


@dataclass(slots=True)
class Expression:
    """What an expression reads, by which labels it sums up, and which functions it calls."""

    asked: list[Asked] = field(default_factory=list)
    grouped_by: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    ranged: bool = False

    def take(self, part: Expr) -> None:
        """One node of the tree."""
        match part:
            case MatrixSelector():
                self.ranged = True  # its selector is what is visited next
            case VectorSelector():
                labels = frozenset(matcher.name for matcher in part.matchers.matchers)
                self.asked.append(Asked(part.name or "", labels, self.ranged))
                self.ranged = False
            case AggregateExpr(modifier=modifier) if modifier is not None:
                self.grouped_by.update(modifier.labels)
            case Call():
                self.calls.add(part.func.name)
            case _:
                pass


def parsed(text: str) -> Expression:
    """Fails for what Prometheus would not take."""
    expression = Expression()
    walk(parse(text.replace(RATE_INTERVAL, "5m")), expression.take)
    return expression
