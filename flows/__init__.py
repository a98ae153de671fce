"""Prefect flows, the command line, the files' way in and out.

In the order in which data meets them:

    sources       one file a format; each yields documents, and rejects what it cannot read
    intake        documents and rejects counted, duplicates set apart
    stages        the tasks: read, split, extract, normalise, export, validate
    extract       the flow that strings the stages together
    cli           the command line
"""
