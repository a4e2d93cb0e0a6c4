"""
Luck from a seed, the same on every machine.

Only `random()` of the standard library is promised to stay as it is, so everything is made
from it; normal and exponential draws read tables worked out once and rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from random import Random
from statistics import NormalDist
from typing import TypeVar

Thing = TypeVar("Thing")
_MANY = 4096
_NORMAL = [round(NormalDist().inv_cdf((n + 0.5) / _MANY), 6) for n in range(_MANY)]
_GAPS = [round(-log(1 - (n + 0.5) / _MANY), 6) for n in range(_MANY)]
_LARGE = 30


class Chance:
    """One stream of luck; what is drawn from one does not move another."""

    def __init__(self, *name: object) -> None:
        self.draw = Random("/".join(map(str, name))).random  # noqa: S311 - a simulation

    def happens(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.draw() < share

    def below(self, n: int) -> int:
        """Draw a whole number from 0 to n - 1."""
        return int(self.draw() * n)

    def between(self, least: int, most: int) -> int:
        """Draw a whole number, both ends included."""
        return least + int(self.draw() * (most - least + 1))

    def among(self, things: Sequence[Thing]) -> Thing:
        """Pick one."""
        return things[int(self.draw() * len(things))]

    def normal(self, mean: float, spread: float) -> float:
        """Draw from a normal distribution."""
        return mean + spread * _NORMAL[int(self.draw() * _MANY)]

    def gap(self, mean: float) -> float:
        """Draw the wait until something that comes once in `mean`."""
        return mean * _GAPS[int(self.draw() * _MANY)]

    def count(self, mean: float) -> int:
        """Draw how many came where `mean` are usual."""
        if mean > _LARGE:
            return max(0, round(self.normal(mean, sqrt(mean))))
        least, product, n = exp(-mean), self.draw(), 0
        while product > least:
            product *= self.draw()
            n += 1
        return n

    def several(self, things: Sequence[Thing], n: int) -> list[Thing]:
        """Pick n different ones, or all where there are fewer."""
        left = list(things)
        for place in range(min(n, len(left))):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:n]

    def word(self, length: int) -> str:
        """Draw a pseudonym of lower-case hexadecimal digits."""
        return "".join("0123456789abcdef"[int(self.draw() * 16)] for _ in range(length))
