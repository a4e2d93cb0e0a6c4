"""
Who may open it, once: one-time codes, the scale's own half, the maker's trial, the server's decision.

A scale has no clock. When its housing is opened it locks, counts up its lock counter C and shows
a random challenge Q. Whoever is authorised gets the code for exactly that C and Q, and it opens
that scale once. Nothing here reads a clock, a file or the network: doors hand in what they read.

How the official unlock code is made is not public; every profile shipped here is ours and says so.

**The key of a scale**, derived from its maker's root, so that a leak of one scale's key opens no
other and a leak of one maker's root touches no other maker::

    K_scale = HMAC-SM3(K_maker, message)                          32 bytes
    message = "unlock/v1|" version "|" production code            ASCII, no blanks, no line feed

`version` is the number of the root in decimal without leading zeros (1, 2, ...): a maker who
changes its root keeps the old one for the scales that left the factory under it. The production
code is capitals and digits only, so no two pairs of version and code share a message.

**The code** of the two GM/T 0021 profiles at a scale::

    ID   = T | C | Q        T eight zero bytes (no clock), C 4 bytes big-endian, Q ASCII digits
    S    = SM3(K_scale | ID)          gmt0021-2012-sm3
    S    = HMAC-SM3(K_scale, ID)      gmt0021-2023-hmac-sm3
    OD   = sum of the eight 32-bit big-endian words of S, modulo 2**32
    code = OD modulo 10**N, N decimal digits with leading zeros
"""
