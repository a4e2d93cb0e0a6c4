"""
One instance in two sealed files, and back again in a folder of its own.

`sealed` is how a file is encrypted, `head` what stands on it in clear, `parts` what lies inside one
after the other; `database` and `published` read what changes while it is read; `making`, `checking`
and `restoring` are the three verbs, `commands` their door.
"""
