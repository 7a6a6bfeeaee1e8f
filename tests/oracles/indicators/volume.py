"""Volume in plain Python."""

TALIB = {}
