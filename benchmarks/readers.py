"""How fast each reader is: MB of unpacked input a second of CPU, on one core.

    make bench-readers ARGS="--megabytes 20 jsonl pubmed"

Inputs are made up as they are needed: records of the format with an abstract of some 1,200 characters,
and the fields around it that such records have.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq

from flows.sources import FORMATS, read
from schemas.records import Document

SENTENCES = (
    "We present model {n}, a family of encoders with {n} million parameters trained on 1.4 TB of text.",
    "It is 2.5x faster than its predecessor at 91.3% of the cost, and needs no labels at all.",
    "On twelve tasks in {n} languages we find gains of up to 4.2 points over strong baselines.",
    "Code & data: https://github.com/example/model-{n}, where p < 0.05 holds for all comparisons.",
    "We discuss what this means for practice, and where such models should not be used yet.",
)
PEOPLE = [{"family": f"Family{i}", "given": "Given", "affiliation": []} for i in range(5)]


def abstract(n: int) -> str:
    """An abstract of some 1,200 characters."""
    return " ".join(sentence.format(n=n) for sentence in SENTENCES * 3)


def _inverted(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def _jats(n: int) -> str:
    return f"<jats:p>{escape(abstract(n))}</jats:p>"


JSON_RECORDS: dict[str, Callable[[int], dict[str, object]]] = {
    "jsonl": lambda n: {"id": f"p{n}", "title": f"Model {n}", "abstract": abstract(n)},
    "json": lambda n: {"id": f"p{n}", "title": f"Model {n}", "abstract": abstract(n)},
    "harvested": lambda n: {
        "id": f"2499.{n:05d}",
        "title": f"Model {n}",
        "abstract": abstract(n),
        "published": "2024-11-04",
        "categories": ["cs.CL"],
        "harvested_from": "arxiv",
    },
    "arxiv-snapshot": lambda n: {
        "id": f"2499.{n:05d}",
        "title": f"Model\n  {n}",
        "categories": "cs.CL cs.LG",
        "abstract": f"  {abstract(n)}\n",
        "versions": [{"version": "v1", "created": "Mon, 4 Nov 2024 18:00:01 GMT"}],
        "authors_parsed": [["Family", "Given", ""]] * 5,
    },
    "openalex": lambda n: {
        "id": f"https://openalex.org/W{n}",
        "title": f"Model {n}",
        "publication_date": "2024-11-04",
        "authorships": [{"author": person, "institutions": []} for person in PEOPLE],
        "topics": [{"display_name": "Language Models", "score": 0.99}],
        "abstract_inverted_index": _inverted(abstract(n)),
    },
    "semantic-scholar": lambda n: {
        "corpusid": n,
        "title": f"Model {n}",
        "abstract": abstract(n),
        "year": 2024,
        "s2fieldsofstudy": [{"category": "Computer Science", "source": "external"}],
    },
    "crossref": lambda n: {
        "DOI": f"10.5555/{n}",
        "member": "1",
        "title": [f"Model {n}"],
        "abstract": _jats(n),
        "author": PEOPLE,
        "issued": {"date-parts": [[2024, 11, 4]]},
    },
    "europe-pmc": lambda n: {
        "id": f"{n}",
        "source": "MED",
        "pmid": f"{n}",
        "title": f"Model {n}.",
        "abstractText": f"<h4>Background</h4>{abstract(n)}",
        "authorList": {"author": PEOPLE},
        "firstPublicationDate": "2024-11-04",
        "keywordList": {"keyword": ["Models"]},
    },
    "hf-papers": lambda n: {
        "paper": {
            "id": f"2499.{n:05d}",
            "title": f"Model {n}",
            "summary": abstract(n),
            "publishedAt": "2024-11-04T00:00:00.000Z",
        },
    },
    "csl-json": lambda n: {
        "id": f"p{n}",
        "type": "article",
        "title": f"Model {n}",
        "abstract": abstract(n),
        "author": PEOPLE,
        "issued": {"date-parts": [[2024]]},
    },
}
ARRAYS = ("json", "hf-papers", "csl-json", "crossref", "europe-pmc")
AUTHORS = "<author><name>Given Family</name></author>" * 5

TEXT_RECORDS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "csv": ("id,title,abstract\n", lambda n: f'p{n},Model {n},"{abstract(n)}"\n', ""),
    "tsv": ("id\ttitle\tabstract\n", lambda n: f"p{n}\tModel {n}\t{abstract(n)}\n", ""),
    "listing": ("", lambda n: f"Model {n}\n{abstract(n)}\n", ""),
    "bibtex": (
        "",
        lambda n: (
            f"@article{{p{n},\n  title = {{{{Model}} {n}}},\n  year = 2024,\n"
            f"  abstract = {{{abstract(n)}}},\n}}\n"
        ),
        "",
    ),
    "ris": (
        "",
        lambda n: f"TY  - JOUR\nID  - p{n}\nTI  - Model\nAB  - {abstract(n)}\nER  - \n\n",
        "",
    ),
    "medline": (
        "",
        lambda n: (
            f"PMID- {n}\nOWN - NLM\nTI  - Model {n}\nAB  - "
            + "\n      ".join(textwrap.wrap(abstract(n), 80))
            + "\nAU  - Family G\nDP  - 2024 Nov 4\n\n"
        ),
        "",
    ),
    "arxiv-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        lambda n: (
            f"<entry><id>http://arxiv.org/abs/2499.{n:05d}v1</id><title>Model {n}</title>"
            f"<published>2024-11-04T00:00:00Z</published>{AUTHORS}"
            f'<summary>{escape(abstract(n))}</summary><category term="cs.CL"/></entry>\n'
        ),
        "</feed>",
    ),
    "oai-pmh": (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>',
        lambda n: (
            f"<record><header><identifier>oai:arXiv.org:2499.{n:05d}</identifier></header><metadata>"
            f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2499.{n:05d}</id><title>M</title>{AUTHORS}'
            f"<categories>cs.CL</categories><abstract>{escape(abstract(n))}</abstract></arXiv>"
            "</metadata></record>\n"
        ),
        "</ListRecords></OAI-PMH>",
    ),
    "pubmed": (
        "<PubmedArticleSet>",
        lambda n: (
            f"<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>Model {n}"
            f"</ArticleTitle><Abstract><AbstractText>{escape(abstract(n))} CO<sub>2</sub>."
            f"</AbstractText></Abstract></Article>{AUTHORS}</MedlineCitation></PubmedArticle>\n"
        ),
        "</PubmedArticleSet>",
    ),
    "acl-anthology": (
        '<collection id="2099.x"><volume id="1"><meta><year>2099</year></meta>',
        lambda n: (
            f"<paper><title><fixed-case>M</fixed-case>odel {n}</title>{AUTHORS}"
            f"<abstract>{escape(abstract(n))}</abstract><url>2099.x-1.{n}</url></paper>\n"
        ),
        "</volume></collection>",
    ),
}


def write_input(name: str, path: Path, count: int) -> int:
    """Writes ``count`` records in a format; returns their size in bytes, unpacked."""
    if name == "parquet":
        rows = [JSON_RECORDS["jsonl"](n) for n in range(count)]
        pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
        return sum(len(str(value)) for row in rows for value in row.values())
    if name in JSON_RECORDS:
        lines = (json.dumps(JSON_RECORDS[name](n)) for n in range(count))
        text = f"[{','.join(lines)}]" if name in ARRAYS else "\n".join(lines)
    else:
        before, record, after = TEXT_RECORDS[name]
        text = before + "".join(map(record, range(count))) + after
    return path.write_bytes(text.encode())


def main() -> None:
    """Measures the formats asked for, and prints a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("formats", nargs="*", choices=[*FORMATS, []], help="all if left out")
    parser.add_argument("--megabytes", type=float, default=10, help="size of each input")
    arguments = parser.parse_args()
    count = int(arguments.megabytes * 1e6 / 1_500)
    print(f"{'format':18}{'MB/s':>8}{'abstracts/s':>14}{'us each':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.formats or FORMATS:
            path = Path(folder) / name
            size = write_input(name, path, count)
            # Once over the first records, so that what is imported late does not count.
            next(iter(read([str(path)], format=name)))
            started = time.process_time()
            documents = sum(isinstance(item, Document) for item in read([str(path)], format=name))
            seconds = time.process_time() - started
            if documents != count:
                raise SystemExit(f"{name}: {documents:,} of {count:,} records were read")
            rate, each = size / seconds / 1e6, seconds / count * 1e6
            print(f"{name:18}{rate:8.1f}{count / seconds:14,.0f}{each:9.1f}")


if __name__ == "__main__":
    main()
