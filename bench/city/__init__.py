"""
A simulated city of price-computing scales, honest but for the frauds planted in it.

The checks that look for frauds are measured on it, so it was written before them and apart from
them: it knows no threshold of theirs. Three years, 2026-02-01 to 2029-01-31, day by day, from a
seed; the same seed, size and `VERSION` give the same bytes. What happens how often stands in
one table, `rates.yaml`; the figures are ours. What is what:

    rates, days, chance   how often, when, and by what luck
    tables                which table has which columns, and the books they are written to
    actors                makers, markets, users, repairers, verifiers, scales
    founding, grounds     who is there on the first day
    stock, marks          production, sale, seals, codes
    weighing              what a load cell does, and what is read at a verification
    verifying, repairing, life, trading   what happens to a scale
    oddities              what looks strange and is honest
    frauds/               what is not: each fraud a function with its story
    simulation            the days, one after another

`python -m bench.city --scales 2000 --seed 7 --out DIR` writes the tables and `frauds.csv`, the
truth about what was planted. A row says what the records would say: where a label is copied or a
software shows a borrowed name, the table holds the copy and the borrowed name.
"""

VERSION = 1
