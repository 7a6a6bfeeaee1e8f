"""Levels in plain Python."""

TALIB = {}
