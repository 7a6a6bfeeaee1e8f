"""The metrics of an account, by their place in the vector that `summary` returns."""

from enum import IntEnum


class Metric(IntEnum):
    """The lower-case name is the metric's key everywhere. The first SWEEP_SET are a sweep's row."""

    TOTAL_RETURN = 0
    CAGR = 1
    VOLATILITY = 2
    SHARPE = 3
    SORTINO = 4
    CALMAR = 5
    MAX_DRAWDOWN = 6
    EXPOSURE = 7
    TURNOVER = 8
    TRADES = 9
    WIN_RATE = 10
    PROFIT_FACTOR = 11
    EXPECTANCY = 12
    PAYOFF = 13
    SQN = 14
    FEES = 15
    LONGEST_LOSING_RUN = 16
    AVERAGE_HOLDING = 17
    OMEGA = 18
    DRAWDOWN_LENGTH = 19
    DRAWDOWN_RECOVERY = 20
    ULCER_INDEX = 21
    VAR_95 = 22
    CVAR_95 = 23
    SKEW = 24
    KURTOSIS = 25
    SHARPE_STANDARD_ERROR = 26
    PROBABILISTIC_SHARPE = 27
    MINIMUM_TRACK_RECORD = 28
    ALPHA = 29
    BETA = 30
    AVERAGE_EXPOSURE = 31
    SLIPPAGE = 32
    BREAK_EVEN_COST = 33
    WINS = 34
    LOSSES = 35
    AVERAGE_WIN = 36
    AVERAGE_LOSS = 37
    BEST_TRADE = 38
    WORST_TRADE = 39
    KELLY = 40
    EXPECTANCY_R = 41
    AVERAGE_MAE = 42
    AVERAGE_MFE = 43


SWEEP_SET = 18
"""How many metrics a sweep's row has: those from TOTAL_RETURN to AVERAGE_HOLDING."""
