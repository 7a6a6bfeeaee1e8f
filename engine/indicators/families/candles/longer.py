"""Patterns of four candles and more; bars are numbered from 1, the first, in the rules."""

from ...indicator import Indicator
from .row import CHESLER, MORRIS, pattern

ROWS: tuple[Indicator, ...] = (
    pattern(
        "CDL3BLACKCROWS",
        "crows.three_black_crows",
        13,
        "Three black crows: black candles that close lower and lower, near their lows.",
        "-100: 1 white, 2 to 4 black and bare below, high1 > close2 > close3 > close4,"
        " open3 inside body 2, open4 inside body 3",
        words="bare",
    ),
    pattern(
        "CDL3LINESTRIKE",
        "continuations.three_line_strike",
        8,
        "Three-line strike: three candles of a colour, all taken back by one of the other.",
        "1 to 3 of a colour, 4 of the other, open2 in or near body 1, open3 in or near body 2;"
        " 100: 1 white, closes 1 to 3 rising, open4 > close3, close4 < open1;"
        " -100: 1 black, closes falling, open4 < close3, close4 > open1",
        words="near",
        source=MORRIS,
    ),
    pattern(
        "CDLCONCEALBABYSWALL",
        "bottoms.concealing_baby_swallow",
        13,
        "Concealing baby swallow: two black marubozus, a gap reached into, and an engulfing.",
        "100: all black, 1 and 2 bare above and below, body 3 wholly below body 2, 3 not bare"
        " above, high3 > close2, high4 > high3, low4 < low3",
        words="bare",
        source=MORRIS,
    ),
    pattern(
        "CDLBREAKAWAY",
        "gaps.breakaway",
        14,
        "Breakaway: a gap, two more steps, and a close of the other colour in the gap.",
        "1 long; 100: 1, 2, 4 black, 5 white, body 2 wholly below body 1, highs and lows of 2 to 4"
        " falling, open2 < close5 < close1; -100: the reverse",
        words="long",
        source=MORRIS,
    ),
    pattern(
        "CDLLADDERBOTTOM",
        "bottoms.ladder_bottom",
        14,
        "Ladder bottom: three steps down, a candle with a shadow above, and a close over it.",
        "100: 1 to 4 black, opens and closes of 1 to 3 falling, 4 not bare above, 5 white,"
        " open5 > open4, close5 > high4",
        words="bare",
        source=MORRIS,
    ),
    pattern(
        "CDLMATHOLD",
        "continuations.mat_hold",
        14,
        "Mat hold: long white, three short bodies that sink from a gap, and a close above them.",
        "100: 1 white and long, 2 to 4 short, 2 black, body 2 wholly above body 1, bottoms of"
        " bodies 3 and 4 between close1 and close1 - penetration * body1, top of body 3 < open2,"
        " top of body 4 < of 3, 5 white, open5 > close4, close5 > highs of 2 to 4",
        words="long short",
        source=MORRIS,
        penetration=0.5,
    ),
    pattern(
        "CDLRISEFALL3METHODS",
        "continuations.rising_falling_three_methods",
        14,
        "Rising or falling three methods: three short steps back within a long candle, then on.",
        "1 and 5 long, 2 to 4 short, bodies 2 to 4 overlap the range of 1; 100: 1 and 5 white,"
        " 2 to 4 black with falling closes, open5 > close4, close5 > close1; -100: the reverse",
        words="long short",
    ),
    pattern(
        "CDLHIKKAKE",
        "hikkake.hikkake",
        5,
        "Hikkake: a break out of an inside bar that is expected to fail.",
        "high2 < high1, low2 > low1; 100: high3 < high2, low3 < low2; -100: high3 > high2,"
        " low3 > low2; 200 or -200 at the first of the next three bars, unless a new one forms,"
        " that closes above high2 or below low2",
        source=CHESLER,
    ),
    pattern(
        "CDLHIKKAKEMOD",
        "hikkake.modified_hikkake",
        10,
        "Modified hikkake: a hikkake of two bars inside one another.",
        "high2 < high1, low2 > low1, high3 < high2, low3 > low2; 100: high4 < high3, low4 < low3,"
        " close2 <= low2 or near it; -100: high4 > high3, low4 > low3, close2 >= high2 or near it;"
        " 200 or -200 at the first of the next three bars, unless a new one forms, that closes"
        " above high3 or below low3",
        words="near",
        source=CHESLER,
    ),
)
