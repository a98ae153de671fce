"""Speed and quality against peers, in one run: `make bench`.

__main__    the run, from texts to printed tables
texts       the abstracts that everybody gets, and the reference annotations
measured    what a command costs: CPU seconds, wall time, peak memory
start_up    wall time of a small run beside its tools alone
whole_job   `paperfacts extract` from reading to validated Parquet
peers       the others, each behind one function that takes a text
contender   one peer in a process of its own, timed on the same texts
quality     precision and recall against reference annotations
"""
