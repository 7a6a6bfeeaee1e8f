"""Oscillators in plain Python."""

TALIB = {}
