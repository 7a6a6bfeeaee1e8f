"""Messages of the engine, which speaks of arguments, as the command line speaks: of flags."""

import re

FLAGS = (
    "tz", "symbol", "interval", "delimiter", "decimal", "thousands", "unit", "dates", "divisor",
    "stamps", "on_conflict", "calendar",
)  # fmt: skip
MAPPED = re.compile(r"names=\{'([^']*)': '([^']*)'\}")
ARGUMENT = re.compile(rf"\b({'|'.join(FLAGS)})=('?)([^ ';,)]*)\2")


def flagged(message: str) -> str:
    """on_conflict='keep-last' becomes --on-conflict keep-last, names={'a': 'ts'} --map a=ts."""
    return ARGUMENT.sub(
        lambda found: f"--{found[1].replace('_', '-')} {found[3]}".rstrip(),
        MAPPED.sub(r"--map \1=\2", message),
    )
