"""The metrics of an account, written from the definitions: plain Python, no array arithmetic.

`metrics(...)` takes what `engine.backtest.metrics.measure` takes and returns values by key, None
where undefined. Nothing here is shared with the kernels; sums are exact (`math.fsum`).
"""

import math
from itertools import pairwise
from statistics import NormalDist, stdev

DAY_NS = 24 * 60 * 60 * 10**9
ROUNDING = 1e-14
OF_RETURNS = [
    "volatility",
    "sharpe",
    "sortino",
    "omega",
    "skew",
    "kurtosis",
    "alpha",
    "beta",
    "sharpe_standard_error",
    "probabilistic_sharpe",
    "minimum_track_record",
    "var_95",
    "cvar_95",
]


def mean(values):
    return math.fsum(values) / len(values) if values else None


def over(part, whole):
    return part / whole if part is not None and whole else None


def session_marks(equity, session):
    last = dict(zip(session, equity, strict=True))
    return [last[ordinal] for ordinal in sorted(last)]


def session_returns(marks, capital):
    return [
        after / before - 1 if before > 0 else 0.0 for before, after in pairwise([capital, *marks])
    ]


def drawdowns(marks, capital):
    """Depth at every mark below or at the highest of the capital and the marks so far."""
    path = [capital, *marks]
    peaks = [max(path[: i + 1]) for i in range(1, len(path))]
    return [(peak - mark) / peak for peak, mark in zip(peaks, marks, strict=True)]


def falls(marks, capital):
    """Every drawdown as (depth, sessions from peak to recovery or to the end, has recovered)."""
    path = [capital, *marks]
    found = []
    at = 0
    while at < len(path) - 1:
        if path[at + 1] >= path[at]:
            at += 1
            continue
        back = next((i for i in range(at + 1, len(path)) if path[i] >= path[at]), None)
        end = len(path) - 1 if back is None else back
        lowest = min(path[at : end + 1])
        found.append(((path[at] - lowest) / path[at], end - at, back is not None))
        at = end
    return found


def percentile_5(values):
    ranked = sorted(values)
    rank = 0.05 * (len(ranked) - 1)
    low = math.floor(rank)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] * (1 - (rank - low)) + ranked[high] * (rank - low)


def moment(values, power):
    middle = mean(values)
    return mean([(value - middle) ** power for value in values])


def of_returns(returns, benchmark, annual, risk_free, ruined):
    n = len(returns)
    out = dict.fromkeys(OF_RETURNS)
    rate = (1 + risk_free) ** (1 / annual) - 1
    excess = [value - rate for value in returns]
    if n:
        worst = sorted(returns)[: math.floor(0.05 * (n - 1)) + 1]
        out["var_95"] = -percentile_5(returns)
        out["cvar_95"] = -mean(worst)
        lost = math.fsum(max(-value, 0.0) for value in excess)
        if lost > ROUNDING * n and not ruined:
            out["omega"] = math.fsum(max(value, 0.0) for value in excess) / lost
    if n < 2:
        return out
    deviation = stdev(returns)
    out["volatility"] = deviation * math.sqrt(annual)
    moves = deviation > ROUNDING * (1 + abs(mean(returns)))
    if moves:
        out["skew"] = moment(returns, 3) / moment(returns, 2) ** 1.5
        out["kurtosis"] = moment(returns, 4) / moment(returns, 2) ** 2 - 3
    if ruined:
        return out
    downside = math.sqrt(mean([min(value, 0.0) ** 2 for value in excess]))
    if downside > ROUNDING:
        out["sortino"] = mean(excess) / downside * math.sqrt(annual)
    if moves:
        sharpe = mean(excess) / deviation
        out["sharpe"] = sharpe * math.sqrt(annual)
        spread = 1 - out["skew"] * sharpe + (out["kurtosis"] + 2) / 4 * sharpe**2
        out["sharpe_standard_error"] = math.sqrt(spread / (n - 1)) * math.sqrt(annual)
        out["probabilistic_sharpe"] = NormalDist().cdf(sharpe * math.sqrt((n - 1) / spread))
        if sharpe > 0:
            z = NormalDist().inv_cdf(0.95)
            out["minimum_track_record"] = 1 + spread * (z / sharpe) ** 2
    if len(benchmark) == n and stdev(benchmark) > ROUNDING * (1 + abs(mean(benchmark))):
        theirs = [value - rate for value in benchmark]
        out["beta"] = mean(
            [(x - mean(excess)) * (y - mean(theirs)) for x, y in zip(excess, theirs, strict=True)]
        ) / moment(theirs, 2)
        left = [x - out["beta"] * y for x, y in zip(excess, theirs, strict=True)]
        out["alpha"] = (1 + mean(left)) ** annual - 1
    return out


def of_trades(pnl, holding, risk, mae, mfe):
    wins = [value for value in pnl if value > 0]
    losses = [value for value in pnl if value < 0]
    runs = "".join("L" if value < 0 else "." for value in pnl).split(".")
    win_rate = over(len(wins), len(pnl))
    payoff = over(mean(wins), -mean(losses)) if losses else None
    alike = len(pnl) < 2 or stdev(pnl) <= 1e-9 * abs(mean(pnl))
    return {
        "trades": len(pnl),
        "wins": len(wins),
        "losses": len(losses),
        "win_rate": win_rate,
        "profit_factor": over(math.fsum(wins), -math.fsum(losses)),
        "expectancy": mean(pnl),
        "expectancy_r": mean([a / b for a, b in zip(pnl, risk, strict=True) if b > 0]),
        "payoff": payoff,
        "sqn": None if alike else math.sqrt(len(pnl)) * mean(pnl) / stdev(pnl),
        "kelly": None if payoff is None else win_rate - (1 - win_rate) / payoff,
        "average_win": mean(wins),
        "average_loss": mean(losses),
        "best_trade": max(pnl, default=None),
        "worst_trade": min(pnl, default=None),
        "longest_losing_run": max(len(run) for run in runs),
        "average_holding": mean(holding),
        "average_mae": mean(mae),
        "average_mfe": mean(mfe),
    }


def metrics(
    *,
    equity,
    session,
    capital,
    first_ts,
    end_ts,
    annual,
    risk_free,
    in_market,
    exposure_sum,
    traded_value,
    fees,
    slippage,
    ruined,
    pnl,
    holding,
    risk,
    mae,
    mfe,
    benchmark,
):
    equity = list(equity)
    marks = session_marks(equity, list(session))
    returns = session_returns(marks, capital)
    days = (end_ts - first_ts) / DAY_NS
    years = days / 365.25
    final = equity[-1]
    cagr = (final / capital) ** (1 / years) - 1 if days >= 1 and final > 0 else None
    deepest = max(0.0, *drawdowns(equity, capital))
    found = falls(marks, capital)
    worst = max(found, key=lambda fall: fall[0], default=(0.0, 0, False))
    average = mean(equity)
    return {
        "total_return": final / capital - 1,
        "cagr": cagr,
        "max_drawdown": deepest,
        "drawdown_length": max([length for _, length, _ in found], default=0),
        "drawdown_recovery": worst[1] if worst[2] else None,
        "ulcer_index": math.sqrt(mean([depth**2 for depth in drawdowns(marks, capital)])),
        "calmar": cagr / deepest
        if cagr is not None and deepest > ROUNDING and not ruined
        else None,
        "exposure": in_market / len(equity),
        "average_exposure": exposure_sum / len(equity),
        "turnover": traded_value / average / years if average > 0 else None,
        "fees": fees,
        "slippage": slippage,
        "break_even_cost": over(final - capital, traded_value),
        **of_returns(returns, list(benchmark), annual, risk_free, ruined),
        **of_trades(list(pnl), list(holding), list(risk), list(mae), list(mfe)),
    }
