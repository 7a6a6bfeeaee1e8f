"""Candles that answer the one before; bars are numbered 1, 2 in the rules."""

from ...indicator import Indicator
from .row import MORRIS, pattern

ROWS: tuple[Indicator, ...] = (
    pattern(
        "CDLHAMMER",
        "hammers.hammer",
        11,
        "Hammer: a short body on a long shadow, near the low before.",
        "100: 2 short, lower shadow > body, bare above, bottom of the body <= low1 or near it",
        words="long short bare near",
    ),
    pattern(
        "CDLHANGINGMAN",
        "hammers.hanging_man",
        11,
        "Hanging man: a short body on a long shadow, near the high before.",
        "-100: 2 short, lower shadow > body, bare above, bottom of the body >= high1 or near it",
        words="long short bare near",
    ),
    pattern(
        "CDLINVERTEDHAMMER",
        "hammers.inverted_hammer",
        11,
        "Inverted hammer: a short body under a long shadow, after a gap down.",
        "100: 2 short, upper shadow > body, bare below, its body wholly below that of 1",
        words="long short bare",
    ),
    pattern(
        "CDLSHOOTINGSTAR",
        "hammers.shooting_star",
        11,
        "Shooting star: a short body under a long shadow, after a gap up.",
        "-100: 2 short, upper shadow > body, bare below, its body wholly above that of 1",
        words="long short bare",
    ),
    pattern(
        "CDLENGULFING",
        "engulfings.engulfing",
        2,
        "Engulfing: a body covers the body of the other colour before it.",
        "colours differ, body 2 covers body 1, not both ends equal; 100 white, -100 black,"
        " 80 and -80 where one end is equal",
    ),
    pattern(
        "CDLHARAMI",
        "engulfings.harami",
        11,
        "Harami: a short body within the long body before it.",
        "1 long, 2 not long, body 2 within body 1; 100 where 1 is black, -100 where white,"
        " 80 and -80 where an end is equal",
        words="long",
    ),
    pattern(
        "CDLHARAMICROSS",
        "engulfings.harami_cross",
        11,
        "Harami cross: a doji within the long body before it.",
        "1 long, 2 doji, body 2 within body 1; 100 where 1 is black, -100 where white,"
        " 80 and -80 where an end is equal",
        words="long doji",
    ),
    pattern(
        "CDLHOMINGPIGEON",
        "engulfings.homing_pigeon",
        11,
        "Homing pigeon: a short black body inside a long black one.",
        "100: both black, 1 long, 2 not long, open2 < open1, close2 > close1",
        words="long",
        source=MORRIS,
    ),
    pattern(
        "CDLPIERCING",
        "pairs.piercing",
        11,
        "Piercing line: from below a long black candle back above its middle.",
        "100: 1 black and long, 2 white and long, open2 < low1,"
        " close1 + 0.5 * body1 < close2 < open1",
        words="long",
    ),
    pattern(
        "CDLDARKCLOUDCOVER",
        "pairs.dark_cloud_cover",
        11,
        "Dark cloud cover: from above a long white candle well down into its body.",
        "-100: 1 white and long, 2 black, open2 > high1,"
        " open1 < close2 < close1 - penetration * body1",
        words="long",
        penetration=0.5,
    ),
    pattern(
        "CDLINNECK",
        "pairs.in_neck",
        11,
        "In-neck: from below a long black candle up to its close, not further.",
        "-100: 1 black and long, 2 white, open2 < low1, close2 >= close1 and equal to it",
        words="long equal",
    ),
    pattern(
        "CDLONNECK",
        "pairs.on_neck",
        11,
        "On-neck: from below a long black candle up to its low, not further.",
        "-100: 1 black and long, 2 white, open2 < low1, close2 equal to low1",
        words="long equal",
    ),
    pattern(
        "CDLTHRUSTING",
        "pairs.thrusting",
        11,
        "Thrusting: from below a long black candle into the lower half of its body.",
        "-100: 1 black and long, 2 white, open2 < low1, close2 above close1 and not equal to it,"
        " close2 <= close1 + 0.5 * body1",
        words="long equal",
    ),
    pattern(
        "CDLCOUNTERATTACK",
        "meetings.counterattack",
        11,
        "Counterattack: two long candles of opposite colour close at one price.",
        "colours differ, both long, close2 equal to close1; 100 where 2 is white, else -100",
        words="long equal",
    ),
    pattern(
        "CDLSEPARATINGLINES",
        "meetings.separating_lines",
        11,
        "Separating lines: candles of opposite colour part from one open.",
        "colours differ, open2 equal to open1, 2 long; 100: 2 white, bare below;"
        " -100: 2 black, bare above",
        words="long bare equal",
    ),
    pattern(
        "CDLMATCHINGLOW",
        "meetings.matching_low",
        6,
        "Matching low: two black candles close at one price.",
        "100: both black, close2 equal to close1",
        words="equal",
        source=MORRIS,
    ),
    pattern(
        "CDLKICKING",
        "meetings.kicking",
        11,
        "Kicking: a marubozu, then one of the other colour beyond a gap.",
        "colours differ, both long and bare above and below; 100: 2 white, low2 > high1;"
        " -100: 2 black, high2 < low1",
        words="long bare",
        source=MORRIS,
    ),
    pattern(
        "CDLKICKINGBYLENGTH",
        "meetings.kicking_by_length",
        11,
        "Kicking by length: kicking that points where the longer marubozu does.",
        "as kicking; 100 where the longer body (of equal ones the first) is white, else -100",
        words="long bare",
        source=MORRIS,
    ),
    pattern(
        "CDLDOJISTAR",
        "stars.doji_star",
        11,
        "Doji star: a doji beyond a gap from a long candle.",
        "1 long, 2 doji; -100: 1 white, body 2 wholly above body 1;"
        " 100: 1 black, body 2 wholly below",
        words="long doji",
    ),
)
