"""Text in, records out. Knows nothing of files, Prefect, Parquet or the network.

In the order in which a text goes through them:

    sentences     where sentences begin and end
    addresses     addresses of the web: found, repaired, brought into one form
    quantities    quantities: numerals, units, bounds; their values and normal forms
    batch         all of the above over a batch of documents, into tables
    components    the same as components of a spaCy pipeline
    lexicon       what is data stays data: units, counted nouns, hosts, abbreviations, as text files
"""
