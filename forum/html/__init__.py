"""The one place where a visitor's words become HTML.

A textarea's words come through `from_plain`, an editor's HTML through `clean`. Both become the same small tree, and `to_html`
writes from the tree alone with every word escaped: what the tree has no name for cannot come out. What they return is fit to be
stored and shown. Each costs well under a second for any input, and raises `WordsRefused`, a sentence for the person, for what we
cannot take.
"""

from forum.html.accepting import MAX_SOURCE, MAX_STORY, WordsRefused
from forum.html.blocks import MAX_DEPTH, Quote, Words
from forum.html.cleaning import clean
from forum.html.for_pages import to_blocks
from forum.html.reading_html import tree
from forum.html.reading_text import from_plain
from forum.html.relining import relined
from forum.html.writing_html import REL, to_html
from forum.html.writing_text import excerpt, is_blank, text_of, to_plain

__all__ = [
    "MAX_DEPTH", "MAX_SOURCE", "MAX_STORY", "REL", "Quote", "Words", "WordsRefused",
    "clean", "excerpt", "from_plain", "is_blank", "relined", "text_of", "to_blocks", "to_html", "to_plain", "tree",
]  # fmt: skip
