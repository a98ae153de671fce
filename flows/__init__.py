"""Prefect flows, the command line, the files' way in and out.

In the order in which data meets them:

    quiet         Prefect's settings, made before Prefect is imported
    parameters    types of what the flows take
    sources       one file a format; each yields documents, and rejects what it cannot read
    intake        documents and rejects counted, duplicates set apart
    parts         documents staged in files, a few thousand each: the unit of work
    work          a part's way through the extractors, stage by stage, where it is computed
    workers       the processes in which that happens; cluster, those of Dask
    validation    a part's tables, and the run as a whole, held against what must and should hold
    stages        the tasks: read, split, extract, normalise, export, validate
    compute       all parts through their stages, as many at a time as there are workers
    publish       staged tables become the dataset, under one of its locks
    report        what validation found, for people and for programs
    extract       the flow that strings the stages together
    temporary_server  a Prefect server for one command, where none is configured
    cli           the command line
"""

from flows.quiet import refuse_telemetry

refuse_telemetry()
