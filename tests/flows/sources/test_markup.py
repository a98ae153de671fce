"""Tables of examples: markup in the strings of feeds, and the text that it is."""

from __future__ import annotations

import pytest

from flows.sources.markup import text_of_markup

# What stands in the file; and what is expected: text, or text after others.
MARKUP = [
    ("CO<sub>2</sub> and H<jats:sub>2</jats:sub>O", "CO2 and H2O"),
    ("10<sup>6</sup> cells, 10<jats:sup>-3</jats:sup> m", "10^6 cells, 10^-3 m"),
    ("10<sup>\u22123</sup> m, 10<i><sup>9</sup></i>/L", "10^\u22123 m, 10^9/L"),
    ("the 19<sup>th</sup> of <sup>13</sup>C, Ca<sup>2+</sup>", "the 19th of 13C, Ca2+"),
    ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
    ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
    ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
    (
        "<jats:sec><jats:title>Aims</jats:title><jats:p>We\n  aim.</jats:p></jats:sec>",
        "Aims\nWe aim.",
    ),
    ("<jats:title>Abstract</jats:title><jats:p>We aim.</jats:p>", "We aim."),
    ("<title/><p>We aim.</p>", "We aim."),
    ("<I>Big</I> tags <SPAN CLASS='x'>too</SPAN>", "Big tags too"),
    ("an <i>unclosed one, and </b>a lone end", "an unclosed one, and a lone end"),
    ("<b>over<i>lapping</b> ones</i>", "overlapping ones"),
    ("the <mask> and <s> tokens, std::vector<T>", "the <mask> and <s> tokens, std::vector<T>"),
    ("if a<b and c>d, or a <b and c> d", "if a<b and c>d, or a <b and c> d"),
    ("<i>p</i> &lt; 0.05, R&amp;D, &ampere;", "p < 0.05, R&D, &ampere;"),
    ("<i>p</i> < 0.05 & q > 1", "p < 0.05 & q > 1"),
    ("&lt;i&gt; is <i>a tag</i>", "<i> is a tag"),
    ("&lt;p&gt;We &lt;i&gt;count&lt;/i&gt;.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;", "We count.\nMore."),
    (
        "<jats:title>Abstract</jats:title><jats:p>&lt;p&gt;10&lt;sup&gt;6&lt;/sup&gt; owls"
        "&lt;br /&gt;&amp;amp; voles, p &amp;lt; 1.&lt;/p&gt;</jats:p>",
        "10^6 owls\n& voles, p < 1.",
    ),
    ("the &lt;mask&gt; and &lt;/s&gt; tokens", "the &lt;mask&gt; and &lt;/s&gt; tokens"),
    (
        '<jats:ext-link ext-link-type="uri" xlink:href="https://x.org/a>b">here</jats:ext-link>',
        None,
    ),
    (
        'see <a href="https://example.org/a?b=1&amp;c=2">https://example.org</a>',
        "see https://example.org",
    ),
    (
        "of <jats:inline-formula><jats:alternatives><jats:tex-math>$$\\alpha=1$$</jats:tex-math>"
        "<mml:math><mml:mi>\u03b1</mml:mi><mml:mo>=</mml:mo><mml:mn>1</mml:mn></mml:math>"
        "</jats:alternatives></jats:inline-formula> here",
        "of $$\\alpha=1$$ here",
    ),
    (
        "<tex-math>\\documentclass[12pt]{minimal}\n\\begin{document}$$x$$\\end{document}</tex-math>",
        "$$x$$",
    ),
    (
        "<mml:math>\n <mml:msup>\n  <mml:mn>10</mml:mn>\n  <mml:mn>6</mml:mn>\n </mml:msup>\n</mml:math> m",
        "10^6 m",
    ),
    ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it", "1/2 of it"),
    ("<math><msqrt><mn>3</mn></msqrt></math> m", "\u221a3 m"),
    ("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", "\u221a(x+1)"),
    (
        "<math><mi>f</mi><mfenced><mi>x</mi><msup><mn>2</mn><mn>3</mn></msup></mfenced></math>",
        "f(x,2^3)",
    ),
    ("<math><mn>7.5</mn><mspace/><mtext>ms</mtext></math>", "7.5 ms"),
    ("<math><msubsup><mn>3</mn><mi>a</mi><mn>2</mn></msubsup></math>", "3a2"),
    (
        "<mml:semantics><mml:mi>x</mml:mi><mml:annotation>x as TeX</mml:annotation></mml:semantics>",
        "x",
    ),
    ("a\x0bb <i>c</i>", "a\x0bb <i>c</i>"),
]


@pytest.mark.parametrize(("text", "expected"), MARKUP)
def test_markup_in_a_string(text: str, expected: str | None) -> None:
    found = text_of_markup(text)
    assert found == expected if expected is not None else "here" in str(found)


def test_markup_of_any_depth() -> None:
    deep = "<b>" * 100_000 + "We" + "</b>" * 100_000
    assert text_of_markup(deep) == deep
    wide = "<b>We</b> " * 100_000
    assert text_of_markup(wide) == ("We " * 100_000).strip()
