"""Compiled passes over the bars themselves: checks, intervals, sessions, made-up markets."""
