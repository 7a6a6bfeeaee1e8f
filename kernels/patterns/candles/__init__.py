"""Candlestick patterns, a module a kind; names and rules as in TA-Lib."""
