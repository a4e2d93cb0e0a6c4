"""
How long nobody may try again after wrong codes, and how many tries that leaves in a day.

The same steps serve the scale, which measures how long it has been on, and the server.
"""

from __future__ import annotations

from hengjian.unlock.unlock_profile import UnlockProfile


def wait_s(profile: UnlockProfile, n_wrong: int) -> int:
    """
    How many seconds to wait once the `n_wrong`-th wrong code in a row has come; 0 where none.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> profile = shipped_profile("gmt0021-2012-sm3")
    >>> [wait_s(profile, n) for n in (0, 4, 5, 6, 10, 15, 20, 25)]
    [0, 0, 60, 0, 300, 900, 3600, 3600]
    """
    rounds, rest = divmod(n_wrong, profile.tries)
    if rest or not rounds:
        return 0
    return profile.back_off_s[min(rounds, len(profile.back_off_s)) - 1]


def tries_left(profile: UnlockProfile, n_wrong: int) -> int:
    """
    How many wrong codes are still taken before the next wait.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> [tries_left(shipped_profile("gmt0021-2012-sm3"), n) for n in (0, 1, 4, 5)]
    [5, 4, 1, 5]
    """
    return profile.tries - n_wrong % profile.tries


def guesses_within(profile: UnlockProfile, seconds: int) -> int:
    """
    The most codes anybody can try at one scale within a span, waiting out every back-off at once.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> guesses_within(shipped_profile("gmt0021-2012-sm3"), 24 * 3600)
    135
    """
    guesses = profile.tries
    while (seconds := seconds - wait_s(profile, guesses)) >= 0:
        guesses += profile.tries
    return guesses
