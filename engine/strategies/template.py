"""The strategy file that `openbell strategy new` writes."""

import keyword
import re
from pathlib import Path

from ..errors import StrategyError

TEXT = '''"""{title}: buy a close above the channel of the bars before it, sell below its middle."""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel


@kernel  # compiled; arguments: the features, the parameters it needs as numbers, then `out`
def breakout(close: F64, upper: F64, middle: F64, out: I8) -> None:
    for i in range(1, close.size):  # a bar may look back, never ahead: `openbell strategy check`
        if close[i] > upper[i - 1] and not close[i - 1] > upper[i - 1]:
            out[i] = SignalType.BUY  # an event: it becomes an order for the next bar's open
        elif close[i] < middle[i] and not close[i - 1] < middle[i - 1]:
            out[i] = SignalType.CLOSE


class {title}(BaseStrategy):
    period: Annotated[int, Meta(ge=2, le=500)] = 20  # a parameter: --set period=50
    signal = staticmethod(breakout)
    reach = 1  # bars back that the signal reads besides the present one
    default_risk = {{"stop": "atr", "stop_value": 2.0}}  # --risk stop=... overrides it

    def features(self) -> dict[str, Feature]:  # `openbell indicators` lists what there is
        channel = ("donchian", "high", "low", self.period)
        return {{
            "close": Feature("close"),
            "upper": Feature(*channel, output="upper"),
            "middle": Feature(*channel, output="middle"),
        }}
'''


def new(path: str | Path, name: str | None = None) -> Path:
    """Write a commented working strategy file; its class is named `name`, or after the file.

    Raises StrategyError rather than overwrite a file, or where it cannot be written.
    """
    file = Path(path).expanduser()
    if file.suffix != ".py":
        raise StrategyError(f"{file}: a strategy file is a Python file: name it {file.stem}.py")
    words = re.split(r"[^0-9A-Za-z]+", name or file.stem)
    title = "".join(word[:1].upper() + word[1:] for word in words)
    if not title.isidentifier() or keyword.iskeyword(title):
        raise StrategyError(f"{name or file.stem!r}: no class can have this name; give letters")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(TEXT.format(title=title))
    except FileExistsError as error:
        raise StrategyError(f"{file}: exists already; nothing was written") from error
    except OSError as error:
        raise StrategyError(f"{file}: cannot be written: {error.strerror or error}") from error
    return file
