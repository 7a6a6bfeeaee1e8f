"""All metrics of one account in one compiled call: one file to load, one order of operations."""

from typing import NamedTuple

import numpy as np

from ..jit import F64, I32, kernel
from . import activity, distribution, drawdown, overfitting, ratios, returns, trades
from .names import SWEEP_SET, Metric

METRICS = len(Metric)


class Account(NamedTuple):
    """What a run leaves: its marks, and the sums that its steps added up.

    equity, session   (n,) mark of every step's close, and the ordinal of its session
    first_ts, end_ts  ns, start of the first bar and end of the last one
    annual            sessions a year
    risk_free         a year, fraction
    in_market         steps whose close mark has a position
    exposure_sum      sum over steps of gross exposure / equity
    traded_value      sum of absolute fill values, money; so are fees and slippage
    ruined            equity was at or below zero once
    """

    equity: F64
    session: I32
    capital: float
    first_ts: int
    end_ts: int
    annual: float
    risk_free: float
    in_market: int
    exposure_sum: float
    traded_value: float
    fees: float
    slippage: float
    ruined: bool


class Closed(NamedTuple):
    """Closed trades in the order of their exits, (trades,) each.

    pnl       money, net
    holding   bars from entry to exit
    risk      money at risk at entry, NaN without a stop
    mae, mfe  worst and best excursion, fractions of the entry price, positive
    """

    pnl: F64
    holding: F64
    risk: F64
    mae: F64
    mfe: F64


class Course(NamedTuple):
    """What the sweep set needs of the equity curve.

    moving         returns of sessions that are not zero, in order; `sessions` counts all
    max_drawdown   over every step's mark
    mean_equity    over every step's mark
    """

    moving: F64
    sessions: int
    steps: int
    final: float
    max_drawdown: float
    mean_equity: float


@kernel
def sweep_set(
    out: F64, course: Course, account: Account, pnl: F64, holding: F64, t: trades.Tally
) -> None:
    """Fill the first SWEEP_SET cells of `out`, indexed by Metric; NaN is undefined.

    Of `account` it reads the scalars only. With a ruined account the ratios are NaN (row 35).
    """
    length = returns.years(account.first_ts, account.end_ts)
    rate = ratios.per_session(account.risk_free, account.annual)
    mean, deviation = returns.spread(course.moving, course.sessions)
    growth = returns.cagr(course.final, account.capital, length)
    out[Metric.TOTAL_RETURN] = returns.total_return(course.final, account.capital)
    out[Metric.CAGR] = growth
    out[Metric.VOLATILITY] = returns.volatility(deviation, account.annual)
    out[Metric.SHARPE] = np.nan
    out[Metric.SORTINO] = np.nan
    out[Metric.CALMAR] = np.nan
    if not account.ruined:
        session = ratios.session_sharpe(mean, deviation, rate)
        out[Metric.SHARPE] = ratios.sharpe(session, account.annual)
        out[Metric.SORTINO] = ratios.sortino(
            course.moving, course.sessions, mean, rate, account.annual
        )
        out[Metric.CALMAR] = drawdown.calmar(growth, course.max_drawdown)
    out[Metric.MAX_DRAWDOWN] = course.max_drawdown
    out[Metric.EXPOSURE] = activity.share(float(account.in_market), course.steps)
    out[Metric.TURNOVER] = activity.turnover(account.traded_value, course.mean_equity, length)
    out[Metric.TRADES] = t.trades
    out[Metric.WIN_RATE] = trades.ratio(t.wins, t.trades)
    out[Metric.PROFIT_FACTOR] = trades.ratio(t.earned, -t.lost)
    out[Metric.EXPECTANCY] = trades.ratio(t.total, t.trades)
    out[Metric.PAYOFF] = trades.payoff(t)
    out[Metric.SQN] = trades.sqn(pnl, t)
    out[Metric.FEES] = account.fees
    out[Metric.LONGEST_LOSING_RUN] = t.longest_losing_run
    out[Metric.AVERAGE_HOLDING] = trades.average(holding)


@kernel
def certainty(out: F64, every: F64, moving: F64, account: Account) -> None:
    """Fill the shape of the session returns and what it says about the Sharpe ratio."""
    skew, kurtosis = distribution.shape(every)
    out[Metric.SKEW] = skew
    out[Metric.KURTOSIS] = kurtosis - 3.0
    if account.ruined:
        return
    mean, deviation = returns.spread(moving, every.size)
    rate = ratios.per_session(account.risk_free, account.annual)
    session = ratios.session_sharpe(mean, deviation, rate)
    variance = overfitting.sharpe_variance(session, skew, kurtosis)
    out[Metric.SHARPE_STANDARD_ERROR] = overfitting.sharpe_standard_error(
        variance, every.size, account.annual
    )
    out[Metric.PROBABILISTIC_SHARPE] = overfitting.probabilistic_sharpe(
        session, 0.0, every.size, variance
    )
    out[Metric.MINIMUM_TRACK_RECORD] = overfitting.minimum_track_record(session, 0.0, variance)


@kernel
def rest(
    out: F64, marks: F64, every: F64, course: Course, account: Account, benchmark: F64
) -> None:
    """Fill the metrics of account and session returns that are not in the sweep set."""
    rate = ratios.per_session(account.risk_free, account.annual)
    longest, recovery = drawdown.spans(marks, account.capital)
    out[Metric.DRAWDOWN_LENGTH] = longest
    out[Metric.DRAWDOWN_RECOVERY] = recovery
    out[Metric.ULCER_INDEX] = drawdown.ulcer_index(marks, account.capital)
    value, tail = distribution.value_at_risk(every)
    out[Metric.VAR_95] = value
    out[Metric.CVAR_95] = tail
    if not account.ruined:
        out[Metric.OMEGA] = ratios.omega(course.moving, course.sessions, rate)
        alpha, beta = ratios.alpha_beta(every, benchmark, rate, account.annual)
        out[Metric.ALPHA] = alpha
        out[Metric.BETA] = beta
    out[Metric.AVERAGE_EXPOSURE] = activity.share(account.exposure_sum, course.steps)
    out[Metric.SLIPPAGE] = account.slippage
    out[Metric.BREAK_EVEN_COST] = activity.break_even_cost(
        course.final - account.capital, account.traded_value
    )


@kernel
def trade_rest(out: F64, closed: Closed, t: trades.Tally) -> None:
    """Fill the trade statistics that are not in the sweep set."""
    out[Metric.WINS] = t.wins
    out[Metric.LOSSES] = t.losses
    out[Metric.AVERAGE_WIN] = trades.ratio(t.earned, t.wins)
    out[Metric.AVERAGE_LOSS] = trades.ratio(t.lost, t.losses)
    out[Metric.BEST_TRADE] = t.best
    out[Metric.WORST_TRADE] = t.worst
    out[Metric.KELLY] = trades.kelly(t)
    out[Metric.EXPECTANCY_R] = trades.expectancy_r(closed.pnl, closed.risk)
    out[Metric.AVERAGE_MAE] = trades.average(closed.mae)
    out[Metric.AVERAGE_MFE] = trades.average(closed.mfe)


@kernel
def summary(account: Account, closed: Closed, benchmark: F64) -> F64:
    """Every metric of one account, indexed by Metric; NaN is undefined.

    benchmark   session returns of the benchmark, one for each session, or empty
    returns     (len(Metric),)
    """
    out = np.full(METRICS, np.nan)
    equity = account.equity
    marks = returns.session_marks(equity, account.session)
    every = returns.session_returns(marks, account.capital)
    final = equity[-1] if equity.size else account.capital
    course = Course(
        returns.active(every),
        every.size,
        equity.size,
        final,
        drawdown.max_drawdown(equity, account.capital),
        activity.mean_equity(equity),
    )
    t = trades.tally(closed.pnl)
    sweep_set(out[:SWEEP_SET], course, account, closed.pnl, closed.holding, t)
    rest(out, marks, every, course, account, benchmark)
    certainty(out, every, course.moving, account)
    trade_rest(out, closed, t)
    return out
