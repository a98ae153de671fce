"""Whether what a run made can be trusted.

In the order in which it happens:

    violations    what breaks the contract, counted, with a few examples of each
    frames        the definitions in `schemas/` as pandera's schemas
    columns       the part of the contract that the definitions state
    conversion    dimension, SI values and kind of a quantity, told anew from unit and value
    places        where the rows of a part stand in its documents
    web           whether the columns of an address agree
    contract      the part that ties columns and tables to each other
    magnitudes    how large the numbers are, in powers of ten
    summary       what one part of a run holds, small enough to hand on; summaries add up
    expectations  thresholds for a whole run, from expectations.toml or a file of one's own
    drift         how far this run lies from the one before
    verdict       all checks of a run judged: pass, warn or fail
    dataset       the contract on a dataset that lies on disk

Everything up to the verdict is a pure function of tables and numbers.
"""
