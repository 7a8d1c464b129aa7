"""Quoting what somebody wrote: as text for a form, with a link to the words in their place. Whoever quotes cuts it down to what they need."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from forum import html
from forum.discussions.models import Question, Reply


def quoted(post: Question | Reply) -> str:
    """The whole post as a quotation in a textarea, under the name that it shows. What it quotes itself is left out."""
    name = post.author.shown_name.translate({ord("["): "(", ord("]"): ")"})
    lines = [f"[{name}]({settings.SITE_URL}{address_of(post)})", "", *_own_words(post).splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def put_in(words: str, post: Question | Reply) -> str:
    """What was typed, the quotation behind it, and room to go on."""
    typed = f"{words.rstrip()}\n\n" if words.strip() else ""
    return f"{typed}{quoted(post)}\n\n"


def address_of(post: Question | Reply) -> str:
    """Without the title of the question: that may change."""
    return post.get_absolute_url() if isinstance(post, Reply) else reverse("forum:question_by_number", args=[post.pk])


def _own_words(post: Question | Reply) -> str:
    if html.is_blank(post.body):
        return getattr(post, "title", "")
    return without_quotations(post.body) or html.to_plain(post.body)


def without_quotations(body: str) -> str:
    """As it is typed, without what somebody else said and the name over it. Empty where there is nothing else."""
    return html.to_plain(html.to_html([block for block in html.tree(body) if not isinstance(block, html.Quote)]))
