"""Looks for inputs that break what holds for every input, led by coverage: `make fuzz`.

__main__     the run: shares the time among the targets, or tries single inputs again
engine       one target under atheris
target       what a target is
readers      any bytes, any format: only documents and rejects, nothing lost, the same in pieces
extractors   any text: what is extracted keeps the contract
contract     what must hold between the tables
cost         CPU and memory in proportion to the length of the input
mutation     inputs made of others: pieces put in, slices left out, doubled, exchanged
pieces       what the mutations put in: the lexicon's words, numerals, signs, markup
"""
