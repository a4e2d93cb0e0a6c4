"""
The simulated city as rows of the checks, and what was planted in it.

    ledger    names as numbers; where a scale stands, and where it is registered, from day to day
    carried   F01, F02, F05, F16, F18
    opened    F06, F07, F09, F10, F20
    weighed   F11 to F15
    seen      F03, F04, F08, F17, F19
    truth     which findings are of something planted

A table is read as a register would read it: by what its columns say, knowing nothing of the truth.
"""
