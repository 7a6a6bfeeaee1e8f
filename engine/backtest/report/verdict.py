"""The first sentence of a report: what the run has shown, and what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import figures

if TYPE_CHECKING:
    from .data import ReportData

SURE = 0.95
FEW = 30
BAD_GRADES = ("D", "F")


class Verdict(NamedTuple):
    """`kind` is bad, open or good; `doubts` say what stands against the sentence."""

    kind: str
    title: str
    sentence: str
    doubts: tuple[str, ...] = ()


def verdict(data: ReportData) -> Verdict:
    """Never good where the bracket holds zero, luck suffices, or the strategy looks ahead."""
    earned = total_return(data)
    if data.is_causal is False:
        return Verdict("bad", "Not a result", "The strategy looks ahead: nobody could trade it.")
    if not data.trades.height:
        return Verdict("open", "Nothing to judge", "No trade was made.")
    if "ruined" in (warning.partition(":")[0] for warning in data.warnings):
        return Verdict("bad", "Ruined", "Equity fell to zero or below, and trading ended there.")
    ends = bounds(data, earned)
    if ends[0] < ends[1] and ends[0] <= 0.0 <= ends[1]:
        low, high = (figures.percent(end, signed=True) for end in ends)
        sentence = (
            f"Between {low} and {high}: whether it earns or loses hangs on the order of high and"
            " low inside bars, which nobody knows. Test it on finer bars."
        )
        return Verdict("open", "Undecided", sentence, doubts(data))
    if earned is None or earned == 0.0:
        return Verdict("open", "Nothing gained", "It neither earned nor lost.", doubts(data))
    amount = figures.percent(earned, signed=True)
    amount += " before costs" if is_free(data) else " after costs"
    if earned < 0.0:
        return Verdict("bad", "It lost money", f"{amount}{beside(data, earned)}.")
    against = doubts(data)
    if against:
        return Verdict("open", "Earned, not proven", f"{amount}{beside(data, earned)}.", against)
    return Verdict(
        "good",
        "Earned, and more than luck explains",
        f"{amount}{beside(data, earned)}. This holds for one try: the best of many"
        " looks as good by chance.",
    )


def total_return(data: ReportData) -> float | None:
    """The run's own return; from its last mark where the metrics have none."""
    value = data.metrics.get("total_return")
    if value is None and data.equity.height:
        return float(data.equity["value"][-1]) / data.capital - 1.0
    return value


def bounds(data: ReportData, earned: float | None) -> tuple[float, float]:
    """The least and the most of the run's own return and of those in its bracket."""
    known = [] if earned is None else [earned]
    if data.bracket is not None:
        known += [data.bracket.low(), data.bracket.high()]
    return (min(known), max(known)) if known else (0.0, 0.0)


def beside(data: ReportData, earned: float) -> str:
    """How buy and hold did."""
    held = data.benchmark_return()
    if held is None:
        return ""
    word = "more" if earned > held else "less"
    return f", {word} than buy and hold with {figures.percent(held, signed=True)}"


def is_free(data: ReportData) -> bool:
    """Whether nothing was charged for trading."""
    return not any(value for value in data.costs.values() if value != "none")


def doubts(data: ReportData) -> tuple[str, ...]:
    """What stands against believing in a profit, the gravest first."""
    metric = data.metrics.get
    found = []
    probability, record = metric("probabilistic_sharpe"), metric("minimum_track_record")
    if probability is None or probability < SURE:
        found.append(
            "Luck suffices: the Sharpe ratio is above zero with a probability of"
            f" {figures.percent(probability)}, and 95% is the least to ask for."
            if probability is not None
            else "Luck cannot be ruled out: too few returns to say."
        )
    if record is not None and record > data.sessions:
        found.append(
            f"Too short: it takes {record:,.0f} sessions of such returns, the run has"
            f" {data.sessions:,}."
        )
    closed = data.trades.height - data.trades["exit_ts"].null_count()
    if closed < FEW:
        found.append(
            f"Few trades: {figures.counted(closed, 'closed trade')} prove"
            f"{'s' if closed == 1 else ''} little, {FEW} are the least to ask for."
        )
    if is_free(data):
        found.append("Free: no fees and no slippage were charged, which no market grants.")
    bad = [each.symbol for each in data.grades if each.grade in BAD_GRADES]
    if bad:
        found.append(f"Bad data: the bars of {figures.names(tuple(bad))} are of grade D or F.")
    if data.is_causal is None:
        found.append("Unchecked: nobody has shown that the signals use no future bar.")
    return tuple(found)
