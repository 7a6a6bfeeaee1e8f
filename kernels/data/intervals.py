"""The step from bar to bar: the commonest difference, and bars off the grid."""

from ..jit import I64, kernel


@kernel
def majority_difference(ts: I64) -> tuple[int, int]:
    """The difference of neighbouring ts that can hold a majority, and how often it occurs.

    ts       (n,) int64 strictly increasing, n at least 2
    returns  a difference and its count; more than (n - 1) / 2 proves it the commonest
    source   R. S. Boyer, J S. Moore, MJRTY: A Fast Majority Vote Algorithm, 1981
    """
    candidate = ts[1] - ts[0]
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
    count = 0
    for i in range(1, ts.size):
        count += ts[i] - ts[i - 1] == candidate
    return candidate, count


@kernel
def first_off_grid(ts: I64, interval: int, phase: int) -> int:
    """Index of the first ts that is not `phase` modulo `interval`, or -1.

    A step of exactly one interval stays on the grid, so that only gaps cost a division.
    """
    for i in range(ts.size):
        if (i == 0 or ts[i] - ts[i - 1] != interval) and ts[i] % interval != phase:
            return i
    return -1
