"""
What looks odd: twenty checks over the register, its events and what passers-by saw.

Each check is a pure function from rows to findings. A finding is a suspicion with its facts, never
a verdict: it names the check, a key that stays the same however often the same thing is seen, and
what it is about. The thresholds are data (checks.yaml), all of them ours.
"""

from hengjian.metrology.checks.finding import Check, Finding, Thresholds, shipped_checks

__all__ = ["Check", "Finding", "Thresholds", "shipped_checks"]
