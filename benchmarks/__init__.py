"""Timings. `make bench` runs them and writes results.md."""
