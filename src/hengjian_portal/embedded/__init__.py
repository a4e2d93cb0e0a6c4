"""
Starts PostgreSQL where none is given, and never leaves one behind.

`folder` knows where things lie, `binaries` finds PostgreSQL's programs, `rank` says as whom they run,
`cluster` makes, starts and stops one, `guard` stops it when we are killed, `supervisor` keeps the
server, the web server and the worker running together.
"""
