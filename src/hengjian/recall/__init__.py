"""How a recall goes: stages, defect, plan, announcement, scope."""
