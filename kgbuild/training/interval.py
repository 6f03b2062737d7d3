"""How far a share that was counted in a sample may be from the truth."""

from math import sqrt

Z = 1.959964
"""Standard deviations of a normal variable that hold 95 %."""


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson 1927) of a share of which `right` of `total` were counted.

    It takes what was counted to be independent; where nothing was, it is everything from 0 to 1.

    >>> [round(bound, 3) for bound in wilson(21, 26)]
    [0.621, 0.915]
    """
    if not total:
        return 0.0, 1.0
    share, spread = right / total, Z * Z / total
    centre = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)
