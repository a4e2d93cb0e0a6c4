"""
The signer: a small process of its own that signs the log's heads, and nothing that contradicts one.

It knows no database and no Django. Its folder holds the key, and the head it signed last; that
folder belongs on another disk, or another machine, than the database whose mistakes it stops.
"""
