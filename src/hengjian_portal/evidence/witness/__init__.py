"""
A witness: somebody outside who follows a log, entry by entry, and cosigns what only grew.

It knows no database and no Django; another bureau, a court or a trade association runs it. Its
folder holds its key, the head it cosigned last, and a mirror of the log that anybody may be served.
"""
