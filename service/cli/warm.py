"""`openbell warm`: compile everything now rather than at the first backtest."""

from .output import Json, emit, progress, tell


def warm(as_json: Json = False) -> None:
    """Compile everything now."""
    from engine import warm as engine_warm

    steps = engine_warm.steps()
    with progress("compiling", len(steps)) as step:
        warmed = engine_warm.run(steps, step)
    if as_json:
        emit(warmed)
    else:
        tell(f"compiled {warmed.steps} parts in {warmed.seconds:.1f} s into {warmed.directory}")
