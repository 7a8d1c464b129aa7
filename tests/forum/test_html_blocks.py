"""A member's words as blocks of a guide page."""

from __future__ import annotations

import pytest

from forum.html import clean, from_plain, to_blocks, tree
from guide.blocks import Body


def test_prose_and_quotations_in_order():
    made = to_blocks(
        tree(
            from_plain(
                "We **began**.\n\n- _one_\n  - two\n- three\n\n> Who called?\n>\n> — Ana Ruiz, principal, Dos Arroyos\n\nSee https://example.org"
            )
        )
    )

    assert made == [
        ("prose", "<p>We <b>began</b>.</p><ul><li><i>one</i><ul><li>two</li></ul></li><li>three</li></ul>"),
        ("quotation", {"text": "Who called?", "speaker": "Ana Ruiz", "role": "principal, Dos Arroyos"}),
        ("prose", '<p>See <a href="https://example.org">https://example.org</a></p>'),
    ]


@pytest.mark.parametrize("quote", ["> only words", "> — only a dash", "> one\n> two - three"])
def test_a_quotation_without_a_speaker(quote):
    ((_kind, made),) = to_blocks(tree(from_plain(quote)))

    assert (made["speaker"], made["role"]) == ("", "")
    assert made["text"] == "\n".join(line.removeprefix("> ") for line in quote.splitlines())


@pytest.mark.parametrize(
    "source",
    [
        '<embed embedtype="image" id="1" format="left">',
        "<p>&lt;embed embedtype=&quot;image&quot; id=&quot;1&quot;&gt;</p>",
        '<blockquote>&lt;embed id="1"&gt;<br>— &lt;embed id="2"&gt;, &lt;EMBED id="3"&gt;</blockquote>',
        '<p>[x](https://example.org/&lt;embed) <a href="https://example.org/<embed id=1>">x</a></p>',
        '> <embed id="1">\n> — <embed>, </p><embed>',
        '<a linktype="page" id="1">x</a>',
    ],
)
def test_no_tag_of_the_authors_reaches_a_page(source):
    made = to_blocks(tree(clean(source))) + to_blocks(tree(from_plain(source)))

    held = [words.lower() for _kind, value in made for words in ([value] if isinstance(value, str) else value.values())]
    assert not any(sign in words for words in held for sign in ("<embed", "</embed", "<a linktype"))


def test_the_guide_takes_the_blocks_as_they_are():
    made = to_blocks(tree(from_plain("One & two\n\n- three\n\n> four <five>\n> — Ana")))

    body = Body().clean(Body().normalize(made))

    assert [block.block_type for block in body] == ["prose", "quotation"]
    assert body[0].value.source == "<p>One &amp; two</p><ul><li>three</li></ul>"
    assert body[1].value["text"] == "four ‹five>"
