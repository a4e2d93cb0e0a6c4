"""Inspections, directives, penalties, referrals and the credit record, beside recalls and scales."""
