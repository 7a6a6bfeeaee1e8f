"""Statistics over a trailing window, from which indicators are built."""
