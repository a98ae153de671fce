"""The values that columns with a fixed set of values may hold, each with its meaning."""

from __future__ import annotations

from schemas.definition import Vocabulary

SECTIONS = Vocabulary(
    {
        "title": "the document's title",
        "abstract": "the document's abstract",
    }
)

BOUNDS = Vocabulary(
    {
        "exact": "one value: low equals high",
        "range": "anything from low to high",
        "at_least": "low or more: high is null",
        "at_most": "high or less: low is null",
        "plus_minus": "a value and its spread: low is value minus spread, high value plus spread",
    }
)

METHODS = Vocabulary(
    {
        "rule": "found by a rule",
        "model": "found by a statistical model only",
        "both": "found by a rule, and a statistical model agrees on the place",
    }
)

QUANTITY_KINDS = Vocabulary(
    {
        "parameters": "size of a model in trainable parameters",
        "training_data": "amount of text, speech, video or other data to train on",
        "dataset_size": "size of a dataset, corpus or benchmark: samples, images, documents, ...",
        "context_length": "longest input of a model, in tokens",
        "hardware": "number of devices: GPUs, TPUs, cores, nodes, ...",
        "compute": "amount or rate of computation: FLOPs, FLOP/s, GPU hours, ...",
        "throughput": "things done in a time: tokens, frames, samples a second",
        "memory": "amount of memory, storage or transferred data, in bits or bytes",
        "bandwidth": "bits or bytes in a time",
        "duration": "length of time",
        "score": "value of a metric, with or without the metric's unit",
        "percentage": "share or change in percent or percentage points",
        "ratio": "how many times as much: speed-ups, factors, ratios",
        "count": "number of things of any other kind",
        "money": "amount of a currency",
        "length": "length, distance or size along one axis",
        "area": "area",
        "volume": "volume",
        "mass": "mass or weight",
        "temperature": "temperature or difference of temperatures",
        "frequency": "how often in a time, in hertz or the like",
        "speed": "distance in a time",
        "acceleration": "change of speed in a time",
        "power": "energy in a time",
        "energy": "energy or work",
        "force": "force",
        "pressure": "pressure or stress",
        "voltage": "electric potential",
        "current": "electric current",
        "angle": "plane or solid angle, degrees of latitude and longitude included",
        "resolution": "size of an image, a grid or a screen, in pixels or the like",
        "level": "logarithmic level, such as decibels",
        "concentration": "amount or mass of a substance in a volume or mass",
        "physical": "physical quantity of another dimension",
        "other": "none of these",
    }
)

URL_KINDS = Vocabulary(
    {
        "code": "source code, alone or with anything else",
        "model": "a trained model or its weights",
        "dataset": "data to download or to browse",
        "demo": "something to try out",
        "project": "page of a project",
        "paper": "a publication, or a part of one",
        "video": "a video or a collection of them",
        "other": "none of these, or not known",
    }
)

REASONS = Vocabulary(
    {
        "boilerplate": "text around the records, such as a page's heading",
        "broken_json": "not a JSON value",
        "broken_row": "number of cells differs from that of the header",
        "not_an_object": "a JSON value, but no object with fields",
        "bad_encoding": "bytes that are not valid UTF-8",
        "no_abstract": "abstract missing, null or empty",
        "wrong_type": "a field holds a value of an unusable type",
        "duplicate_id": "an id met before, with another text",
        "truncated": "the file ends within the record",
        "bad_id": "an id that is no text, too long, or not printable",
        "broken_entry": "an entry of BibTeX whose fields do not end",
        "broken_xml": "not well-formed XML from here on",
        "deleted": "the feed says that the record was deleted",
        "entity_reference": "a reference to an entity of the file's own, which is never resolved",
        "feed_error": "the feed reports an error instead of records",
        "further_abstract": "an abstract beyond the first of its document, such as a translation",
        "no_title": "an abstract without a title in a listing",
        "nul_character": "a text with a NUL character",
        "record_too_large": "a record beyond the limit of bytes",
        "text_too_long": "a text beyond the limit of characters",
        "superseded": "a former version of a record, of which a file of a later day has another",
        "too_large": "the file unpacks to more than the limits allow",
        "too_many_fields": "a record beyond the limit of fields",
        "unreadable": "the file, or the rest of it, cannot be unpacked or read",
    },
    open=True,
)
NO_ABSTRACT = frozenset(("no_abstract", "deleted", "further_abstract"))
"""Reasons that say that the source has no abstract there, not that it could not be read."""
