"""The words that every layer shares, with values that never change once released."""

from enum import IntEnum


class SignalType(IntEnum):
    """What a strategy says at a bar; an event, not a state."""

    SELL = -1
    HOLD = 0
    BUY = 1
    CLOSE = 2


class Side(IntEnum):
    """Direction of an order or a position; the sign of its quantity."""

    SELL = -1
    BUY = 1


class OrderType(IntEnum):
    """How an order is priced."""

    MARKET = 0
    LIMIT = 1
    STOP = 2


class TimeInForce(IntEnum):
    """How long an order works."""

    DAY = 0
    GTC = 1


class OrderStatus(IntEnum):
    """Where an order stands."""

    WORKING = 0
    FILLED = 1
    CANCELLED = 2
    REJECTED = 3


class ExitReason(IntEnum):
    """Why a position was closed, OPEN where it still stands; also the purpose of an exit order."""

    OPEN = 0
    SIGNAL = 1
    STOP = 2
    TARGET = 3
    RUINED = 4
    TIME = 5


class Reason(IntEnum):
    """Why a signal led to no order, or an order changed or ended without its full fill."""

    NONE = 0
    ALREADY_LONG = 1
    ALREADY_SHORT = 2
    ALREADY_FLAT = 3
    SHORT_NOT_ALLOWED = 4
    WARM_UP = 5
    MISSING_BAR = 6
    NO_ATR = 7
    TOO_SMALL = 8
    NO_CASH = 9
    MAX_POSITIONS = 10
    STALE = 11
    REPLACED = 12
    RUINED = 13
    CUT = 14
    POSITION_CLOSED = 15
    END_OF_DATA = 16
    WRONG_SIDE = 17
    LIMIT_AND_TRIGGER = 18
    NO_STOP = 19
    NO_VOLATILITY = 20
    NO_EDGE = 21
    DRAWDOWN = 22
    COOLDOWN = 23
    EXPIRED = 24


class SizingKind(IntEnum):
    """How an entry gets its quantity."""

    FRACTION = 0
    QUANTITY = 1
    RISK = 2
    VOLATILITY = 3
    KELLY = 4


class StopKind(IntEnum):
    """How a protective stop gets and moves its level."""

    NONE = 0
    PERCENT = 1
    ATR = 2
    TRAILING_PERCENT = 3
    TRAILING_ATR = 4
    CHANDELIER = 5
    BREAK_EVEN = 6
    TIME = 7


class TargetKind(IntEnum):
    """How a profit target gets its level."""

    NONE = 0
    PERCENT = 1
    R = 2
    ATR = 3


class Intrabar(IntEnum):
    """Which of stop and target comes first when a bar, after its open, reaches both."""

    PESSIMISTIC = 0
    OPTIMISTIC = 1
    OHLC_PATH = 2


class SizeAt(IntEnum):
    """The moment that turns a sizing rule into a quantity."""

    FILL = 0
    SIGNAL = 1
