"""
The twenty checks at work: tables in, findings out. Nothing here writes.

    scope          which scales, since when
    rows_*         what each group of checks takes, read from the tables
    nightly        every check over every scale
    events         the few that are worth running when something happened to one scale
"""
