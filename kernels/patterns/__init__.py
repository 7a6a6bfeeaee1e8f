"""Patterns that prices draw."""
