"""Why a signal led to no order, in a sentence for the reader of a report."""

MEANINGS = {
    "already_long": "A buy while long changes nothing: the position already stood.",
    "already_short": "A sell while short changes nothing: the position already stood.",
    "already_flat": "There was no position to close.",
    "short_not_allowed": "A sell without a long position; to go short needs risk allow_short=true.",
    "warm_up": "The strategy's features were not defined yet.",
    "missing_bar": "The symbol had no bar to trade on.",
    "no_atr": "The stop is priced from the ATR, which was not defined at the signal.",
    "too_small": "The size came to less than one lot, or to nothing.",
    "no_cash": "There was no buying power left.",
    "max_positions": "As many positions stood as risk max_positions allows.",
    "stale": "The order waited for a bar longer than risk max_age and was cancelled.",
    "replaced": "A newer signal replaced the order before it could fill.",
    "ruined": "Equity had reached zero; nothing is traded after that.",
    "cut": "The order filled, but smaller: it was cut to what the buying power bought.",
    "position_closed": "The position that the order belonged to was closed first.",
    "wrong_side": "Its stop, target, limit or trigger lay on the wrong side of the price.",
    "limit_and_trigger": "Both a limit and a trigger were given; an entry takes one of them.",
    "no_stop": "The size or the target is measured from a stop, and the signal had none.",
    "no_volatility": "The size is measured by volatility, which was not defined or was zero.",
    "no_edge": "The symbol's last trades show no edge, so Kelly's size is nothing.",
    "drawdown": "The account's drawdown had scaled the size down to nothing.",
    "cooldown": "An exit was fewer bars ago than risk cooldown asks for.",
    "expired": "Its limit or trigger was not reached in the bars that it worked.",
    "end_of_data": "The data ended before the order could fill.",
}


def meaning(reason: str) -> str:
    """The sentence for a reason; its own words where there is none."""
    return MEANINGS.get(reason.lower(), reason.replace("_", " ").capitalize() + ".")
