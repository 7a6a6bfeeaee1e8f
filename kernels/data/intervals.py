"""The step from bar to bar: the commonest difference, and bars off the grid."""

from ..jit import I64, kernel

BLOCK = 256


@kernel
def equal_differences(ts: I64, interval: int) -> int:
    """How many neighbouring ts are `interval` apart."""
    count = 0
    for i in range(1, ts.size):
        count += ts[i] - ts[i - 1] == interval
    return count


@kernel
def majority_difference(ts: I64) -> tuple[int, int]:
    """The difference of neighbouring ts that can hold a majority, and how often it occurs.

    ts       (n,) int64 strictly increasing, n at least 2
    returns  a difference and its count; more than (n - 1) / 2 proves it the commonest
    source   R. S. Boyer, J S. Moore, MJRTY: A Fast Majority Vote Algorithm, 1981
    """
    candidate = ts[1] - ts[0]
    count = equal_differences(ts, candidate)
    if 2 * count > ts.size - 1:
        return candidate, count
    lead = 0
    for i in range(1, ts.size):
        difference = ts[i] - ts[i - 1]
        if difference == candidate:
            lead += 1
        elif lead == 0:
            candidate = difference
            lead = 1
        else:
            lead -= 1
    return candidate, equal_differences(ts, candidate)


@kernel
def first_off_grid(ts: I64, interval: int, phase: int) -> int:
    """Index of the first ts that is not `phase` modulo `interval`, or -1.

    A step of exactly one interval stays on the grid, so that only gaps cost a division, and 256
    rows with as many steps are passed over without a branch.
    """
    if ts.size == 0:
        return -1
    if ts[0] % interval != phase:
        return 0
    for begin in range(1, ts.size, BLOCK):
        end = min(begin + BLOCK, ts.size)
        if equal_differences(ts[begin - 1 : end], interval) == end - begin:
            continue
        for i in range(begin, end):
            if ts[i] - ts[i - 1] != interval and ts[i] % interval != phase:
                return i
    return -1
