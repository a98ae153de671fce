r"""What the mutations put in: the lexicon's words, numerals, signs, markup.

The formats' own pieces are taken from the samples in ``data/formats/``; what stands here is what they
do not hold.
"""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

import regex

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = {
    path.stem: path.read_bytes()
    for path in sorted((ROOT / "data" / "formats").iterdir())
    if ".expected." not in path.name
}
"""A sound file of each format, by the format's name."""

NUMERALS = [
    "5", "0", "7", "-3", "−3", "+2", "12", "64", "100", "1,000", "12,345,678", "1.5", ".5", "0.001", "3.0.1",
    "1.2.3", "2019", "1999–2003", "'98", "7B", "32K", "3M", "1e-4", "1E6", "10^5", "10^{-3}", "1.5 × 10^9",
    "2\\times10^{4}", "10⁻³", "½", "1/2", "3/4", "5:3", "１２", "٣", "x2", "2x", "3-5", "3–5", "3 - 5", "5±2",
    "5 ± 0.3", "1st", "22nd", "4K", "256x256", "224 × 224 × 3", "1 000 000", "1'000", "99.9", "100%", "1e309",
    "1e-400", "9" * 40, "II", "iv", "one", "two", "a dozen", "twenty-one", "one hundred and five", "half a",
    "three quarters", "thousands of", "a couple of",
]  # fmt: skip

SIGNS = [
    ",", ".", ";", ":", "!", "?", "(", ")", "[", "]", "{", "}", "<", ">", "=", "+", "-", "–", "—", "−", "/", "\\",
    "|", "~", "≈", "≤", "≥", "±", "×", "·", "*", "^", "_", "%", "‰", "$", "€", "£", "#", "&", "@", "'", '"', "’",
    "“", "”", "…", "...", "°", "µ", "μ", "Å", "Ω", "α", "²", "³", "⁻¹", "\n", "\n\n", "\t", "  ", ", and ",
    ". The ", " of ", "x", "[12]", "(5)", "--", "---", "''", "``", " ( ", " ) ",
]  # fmt: skip

ODD = [
    "\u00a0", "\u2009", "\u202f", "\u200b", "\u00ad", "\ufeff", "\u202e", "\u2028", "\u2029", "\u0085", "\x0b",
    "\x0c", "\x1c", "\x1f", "\x7f", "\u0301", "\u20dd", "é", "e\u0301", "ß", "İ", "ı", "ſ", "Σ", "ς", "ﬁ", "ﬀ", "Ⅷ",
    "①", "㎏", "℃", "％", "，", "．", "：", "／", "～", "（", "𝟙", "𝟏", "😀", "👩‍👩‍👧", "中", "好。", "한", "א", "٪",
    "५", "\U000e0041", "\ufffd", "\U00010d40", "\U0001ccf0", "\u3000", "\u1680", "\u180e", "\r", "\r\n", "\x00",
    "\x1b[0m", "\u2044", "\u2215", "\u2236", "\u02c6",
]  # fmt: skip

LATEX = [
    "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\%", "\\$", "\\_", "\\&", "\\,", "\\;", "\\ ", "~", "\\pm", "\\times",
    "\\cdot", "\\sim", "\\approx", "\\leq", "\\geq", "\\le", "\\ge", "\\mu", "\\alpha", "\\circ", "^\\circ",
    "^{\\circ}", "\\mathrm{", "\\text{", "\\textbf{", "\\emph{", "\\frac{1}{2}", "\\sqrt{2}", "\\url{", "\\href{",
    "}{", "}", "{", "{,}", "$5$", "$\\sim$5", "$10^{-3}$", "$n=5$", "$O(n^2)$", "\\num{12}", "\\SI{5}{\\metre}",
    "5\\,mm", "\\left(", "\\right)", "\\\\",
]  # fmt: skip

ADDRESSES = [
    "https://", "http://", "http: //", "htps://", "hxxp://", "www.", "ftp://", "mailto:", "://", "//", "github.com",
    "https://github.com/quill/tiles", "quill.github.io", "hf.co", "huggingface.co/quill/tern-7b", "example.org",
    "/quill/", ".com", ".io", ".git", ".html", ".The", "?v=1", "#top", "%20", "%", "@", "a@b.org", ":8080",
    "user:pass@", "[::1]", "127.0.0.1", "xn--bcher-kva.example", "bücher.example", "arXiv:2101.00001", "arXiv:",
    "doi:10.5555/x.y", "10.5555/", "pypi.org/project/x", "zenodo.org/record/123", "youtu.be/abc", "bit.ly/x",
    "code at ", "available at ", "- ", "-\n", " /", "/ ", "&amp;", "&lt;", "<a href=\"", "</a>", "\\_", "\u200b",
]  # fmt: skip

WORDS = [
    "we", "the", "model", "of", "to", "in", "a", "is", "than", "from", "rose", "by", "Table", "Figure", "p", "n",
    "respectively", "at", "on", "per", "each", "v2", "GPT-4", "Tern-7B", "ResNet-50", "et al.", "i.e.", "Fig.",
]  # fmt: skip

JSON = [
    "{", "}", "[", "]", "[{", "}]", '"', ":", ",", '":', '","', "\\", '\\"', "\\n", "\\u0000", "\\ud800", "\\u00e9",
    "null", "true", "-0", "1e400", "0.1", "9" * 25, "{}", "[]", '""', '{"a": 1}', '{"id": 5, "abstract": "We"}',
    '"message": {"items": [{', '"results": [', '"abstract": ', '"title": ', '"id": ', '"published": "', "\n",
]  # fmt: skip

XML = [
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "<?x?>",
    "&", ";", "&amp;", "&lt;", "&#0;", "&#x41;", "&#xD800;", "&a;", "&amp;lt;p&amp;gt;",
    '<!DOCTYPE a [<!ENTITY a "b">]>', "xmlns=", 'xmlns:x="y"', "<x:", "<p>", "<br/>", "<i>", "</i>", "<jats:p>",
    "<sub>2</sub>", "<mml:math>", ' id="1"', "<feed xmlns='http://www.w3.org/2005/Atom'>", "<OAI-PMH>",
    "<PubmedArticleSet>", "<collection id='1'>", "\n",
]  # fmt: skip

TAGGED = [
    "@article{", "@", "{", "}", "=", ",", "abstract = ", "title = ", "year = ", "#", '"', "\\{", "@comment{",
    "@string(", "key,", "%", "TY  - ", "ER  - ", "AB  - ", "N2  - ", "TI  - ", "KW  - ", "ID  - ",
    "PY  - 2020/13/45", "  - ", "\n", "\r\n", "\t", ";", "|", '""', "id,abstract\n", "id\ttitle\tabstract\n",
    "View PDF", "a " * 70,
]  # fmt: skip

BROKEN = [
    "\x00", "\xff", "\xfe", "\xff\xfe", "\xfe\xff", "\xef\xbb\xbf", "\xed\xa0\x80", "\xc3", "\xc3\x28", "\xf5",
    "\x80", "\x1f\x8b", "\x28\xb5\x2f\xfd", "PAR1", "PK\x03\x04", "%PDF", "\xe2\x80\xa8", "\xc2\x85",
    "\xc3\x83\xc2\xa9", "\x0b", "\x0c", "\x1c", "\x1a", "\r",
]  # fmt: skip
"""Bytes, each as the character of the same number."""


def lexicon() -> dict[str, list[str]]:
    """The words and signs of each file of the lexicon, by the file's name."""
    found = {}
    for file in sorted(files("extractors.lexicon").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            lines = [
                line.split(" #")[0]
                for line in file.read_text(encoding="utf-8").splitlines()
                if not line.startswith(("#", "["))
            ]
            words = {word.strip() for line in lines for word in regex.split(r"[,;=]\s|\s;", line)}
            found[file.name] = sorted(words - {""})
    return found


def slices(samples: list[str], count: int = 400) -> list[str]:
    """Slices of samples, always the same ones."""
    rng = random.Random(0)
    found = []
    for _ in range(count):
        sample = rng.choice(samples)
        start = rng.randrange(len(sample))
        found.append(sample[start : start + rng.choice((3, 8, 20, 60))])
    return found
