"""What is data stays data: the words and signs that the extractors know, as text files.

    numbers.txt        words for numbers, multipliers and their letters
    units.txt          units of measure: names, signs, prefixes
    field_units.txt    this field's units for Pint: parameter, token, flop, ...
    modifiers.txt      words of bound (up to, at least) and approximation (about, nearly)
    nouns.txt          counted nouns: irregular plurals, heads of several words, kinds
    phrases.txt        words that end a noun phrase
    names.txt          words whose number is a label or part of a name
    abbreviations.txt  words whose full stop seldom ends a sentence
    hosts.txt          hosts: what they hold, their repositories, identifiers and accounts
    mirrors.txt        hosts of the same things, parameters that only track
    bare_addresses.txt when something with dots is an address without a scheme
    address_words.txt  words about addresses: what they hold, what follows them

Adding an entry needs no code; `loading` reads the files and reports conflicts.
"""
