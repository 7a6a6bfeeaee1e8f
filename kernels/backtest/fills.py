"""Where an order fills: the rules of docs/semantics.md, rows 7 to 16, once each."""

from ..enums import Intrabar, OrderType, Side
from ..jit import Record, step_kernel


@step_kernel
def open_satisfies(order: Record, open_: float) -> bool:
    """Whether a stop or limit order fills at the bar's first price."""
    if (order.type == OrderType.STOP) == (order.side == Side.BUY):  # a buy stop, or a sell limit
        return open_ >= order.level
    return open_ <= order.level


@step_kernel
def touched(order: Record, high: float, low: float) -> bool:
    """Whether the bar's range reaches a stop or limit order; equality counts (row 15)."""
    if (order.type == OrderType.STOP) == (order.side == Side.BUY):
        return high >= order.level
    return low <= order.level


@step_kernel
def gap_price(order: Record, open_: float) -> float:
    """A gap through the order fills at the open: worse for a stop, better for a limit."""
    if (order.type == OrderType.STOP) == (order.side == Side.BUY):
        return max(open_, order.level)
    return min(open_, order.level)


@step_kernel
def target_first(policy: int, side: int, open_: float, high: float, low: float) -> bool:
    """Whether the target fills before the stop in a bar that reaches both after its open.

    Under `ohlc_path` the extreme nearer to the open is visited first, and on a tie the stop.
    """
    if policy == Intrabar.PESSIMISTIC:
        return False
    if policy == Intrabar.OPTIMISTIC:
        return True
    up = high - open_
    down = open_ - low
    return up < down if side > 0 else down < up
