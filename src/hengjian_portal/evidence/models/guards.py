"""What the database itself refuses: rows that were written stay as they were."""

from __future__ import annotations

import pgtrigger

NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    operation=pgtrigger.Truncate,
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
)
APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    NO_TRUNCATE,
]


def only_once(name: str, column: str) -> pgtrigger.Trigger:
    """A row stays as it is, but that one empty column is filled once; nothing is deleted."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.{column} IS NULL
               AND to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'pgtrigger: Cannot change or delete rows of % table', TG_TABLE_NAME;
        """,
    )
