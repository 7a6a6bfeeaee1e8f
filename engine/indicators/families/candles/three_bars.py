"""Patterns of three candles; bars are numbered 1, 2, 3 in the rules."""

from ...indicator import Indicator
from .row import MORRIS, pattern

ROWS: tuple[Indicator, ...] = (
    pattern(
        "CDLMORNINGSTAR",
        "stars.morning_star",
        12,
        "Morning star: long black, a short body below it, long white back into the first.",
        "100: 1 black and long, 2 not long, body 2 wholly below body 1, 3 white and long,"
        " close3 > close1 + penetration * body1",
        words="long",
        penetration=0.3,
    ),
    pattern(
        "CDLEVENINGSTAR",
        "stars.evening_star",
        12,
        "Evening star: long white, a short body above it, long black back into the first.",
        "-100: 1 white and long, 2 not long, body 2 wholly above body 1, 3 black and long,"
        " close3 < close1 - penetration * body1",
        words="long",
        penetration=0.3,
    ),
    pattern(
        "CDLMORNINGDOJISTAR",
        "stars.morning_doji_star",
        12,
        "Morning doji star: a morning star whose middle candle is a doji.",
        "100: 1 black and long, 2 doji, body 2 wholly below body 1, 3 white and long,"
        " close3 > close1 + penetration * body1",
        words="long doji",
        penetration=0.3,
    ),
    pattern(
        "CDLEVENINGDOJISTAR",
        "stars.evening_doji_star",
        12,
        "Evening doji star: an evening star whose middle candle is a doji.",
        "-100: 1 white and long, 2 doji, body 2 wholly above body 1, 3 black and long,"
        " close3 < close1 - penetration * body1",
        words="long doji",
        penetration=0.3,
    ),
    pattern(
        "CDLABANDONEDBABY",
        "stars.abandoned_baby",
        12,
        "Abandoned baby: a doji that gaps on both sides leave alone, shadows included.",
        "1 long, 2 doji, 3 long; 100: 1 black, 3 white, high2 < low1 and low3,"
        " close3 > close1 + penetration * body1; -100: 1 white, 3 black, low2 > high1 and high3,"
        " close3 < close1 - penetration * body1",
        words="long doji",
        penetration=0.3,
    ),
    pattern(
        "CDLTRISTAR",
        "stars.tristar",
        12,
        "Tristar: three dojis, the middle one apart.",
        "all doji by the measure at 1; -100: body 2 wholly above body 1, top of body 3 < of 2;"
        " 100: body 2 wholly below body 1, bottom of body 3 > of 2",
        words="doji",
    ),
    pattern(
        "CDL3INSIDE",
        "engulfings.three_inside",
        12,
        "Three inside up or down: a harami, and a close beyond the long body's open.",
        "1 long, 2 not long, body 2 inside body 1; 100: 1 black, 3 white, close3 > open1;"
        " -100: 1 white, 3 black, close3 < open1",
        words="long",
        source=MORRIS,
    ),
    pattern(
        "CDL3OUTSIDE",
        "engulfings.three_outside",
        3,
        "Three outside up or down: an engulfing, and a close further on.",
        "colours of 1 and 2 differ, body 2 beyond both ends of body 1; 100: 2 white,"
        " close3 > close2; -100: 2 black, close3 < close2",
        source=MORRIS,
    ),
    pattern(
        "CDLSTICKSANDWICH",
        "meetings.stick_sandwich",
        7,
        "Stick sandwich: white between two black candles that close at one price.",
        "100: 1 and 3 black, 2 white, low2 > close1, close3 equal to close1",
        words="equal",
        source=MORRIS,
    ),
    pattern(
        "CDL2CROWS",
        "crows.two_crows",
        12,
        "Two crows: a black body above a long white one, and another that falls back into it.",
        "-100: 1 white and long, 2 and 3 black, body 2 wholly above body 1,"
        " close2 < open3 < open2, open1 < close3 < close1",
        words="long",
        source=MORRIS,
    ),
    pattern(
        "CDLUPSIDEGAP2CROWS",
        "crows.upside_gap_two_crows",
        12,
        "Upside gap two crows: two black bodies above a long white one, the second covers.",
        "-100: 1 white and long, 2 black and not long, body 2 wholly above body 1, 3 black,"
        " open3 > open2, close1 < close3 < close2",
        words="long",
    ),
    pattern(
        "CDLIDENTICAL3CROWS",
        "crows.identical_three_crows",
        12,
        "Identical three crows: each black candle opens where the one before closed.",
        "-100: all black and bare below, close1 > close2 > close3, open2 equal to close1,"
        " open3 equal to close2",
        words="bare equal",
        source=MORRIS,
    ),
    pattern(
        "CDL3WHITESOLDIERS",
        "soldiers.three_white_soldiers",
        12,
        "Three white soldiers: white candles that close higher and higher, near their highs.",
        "100: all white and bare above, closes and opens rising, open2 <= close1 or near it,"
        " open3 <= close2 or near it, bodies 2 and 3 not far shorter than the one before, 3 long",
        words="long bare near far",
    ),
    pattern(
        "CDLADVANCEBLOCK",
        "soldiers.advance_block",
        12,
        "Advance block: three white candles that rise with less and less strength.",
        "-100: all white, closes and opens rising, open2 <= close1 or near it, open3 <= close2 or"
        " near it, 1 long with a short upper shadow, and one of: body 2 far shorter than body 1 and"
        " body 3 < body 2 or near it; body 3 far shorter than body 2; bodies shrinking and the"
        " upper shadow of 2 or 3 not short; body 3 < body 2 and upper shadow 3 > body 3",
        words="long thin near far",
    ),
    pattern(
        "CDLSTALLEDPATTERN",
        "soldiers.stalled_pattern",
        12,
        "Stalled pattern: two long white candles, and a short one at the end of the second.",
        "-100: all white, closes rising, 1 and 2 long, 2 bare above, open1 < open2 <= close1 or"
        " near it, 3 short, open3 >= close2 - body3 or near it",
        words="long short bare near",
    ),
    pattern(
        "CDLTASUKIGAP",
        "gaps.tasuki_gap",
        7,
        "Tasuki gap: a gap, and a candle of the other colour that does not close it.",
        "open3 inside body 2, bodies 2 and 3 near in length; 100: 2 white, 3 black, body 2 wholly"
        " above body 1, close3 in between; -100: 2 black, 3 white, body 2 wholly below, close3 in"
        " between",
        words="near",
    ),
    pattern(
        "CDLGAPSIDESIDEWHITE",
        "gaps.side_by_side_white_lines",
        7,
        "Side-by-side white lines: two like white candles beyond a gap.",
        "2 and 3 white, bodies near in length, opens equal, both bodies wholly above body 1: 100,"
        " or wholly below: -100",
        words="near equal",
    ),
    pattern(
        "CDLXSIDEGAP3METHODS",
        "gaps.gap_three_methods",
        2,
        "Gap three methods: a gap between two of a colour, filled by one of the other.",
        "1 and 2 white, body 2 wholly above body 1, 3 black: 100; 1 and 2 black, body 2 wholly"
        " below, 3 white: -100; open3 inside body 2, close3 inside body 1",
        source=MORRIS,
    ),
    pattern(
        "CDL3STARSINSOUTH",
        "bottoms.three_stars_in_the_south",
        12,
        "Three stars in the south: black candles that get smaller and hold the low.",
        "100: all black, 1 long, its lower shadow > body; body2 < body1, close1 < open2 <= high1,"
        " low1 <= low2 < close1, 2 not bare below; 3 short, bare above and below, low3 > low2,"
        " high3 < high2",
        words="long short bare",
        source=MORRIS,
    ),
    pattern(
        "CDLUNIQUE3RIVER",
        "bottoms.unique_three_river",
        12,
        "Unique three river: long black, a black body inside it with a new low, short white.",
        "100: 1 black and long, 2 black, close2 > close1, open2 <= open1, low2 < low1,"
        " 3 white and short, open3 > low2",
        words="long short",
        source=MORRIS,
    ),
)
