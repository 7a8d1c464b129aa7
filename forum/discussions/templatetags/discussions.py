"""What templates ask of the discussions: {% load discussions %}."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from django import template
from django.db.models import Exists, Q
from django.forms import Form
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.models import User
from forum import html
from forum.discussions import drafts
from forum.discussions.models import Draft, Question, Reply, Tally
from forum.discussions.shapes import drawn
from forum.discussions.threads import OF_A_PERSON, Shown
from forum.letters.following import follow_of
from forum.passages.finding import EARLIER

register = template.Library()

ON_A_PAGE, EARLIER_ON_A_PAGE = 5, 10
AUTHOR = ("author", "alias", *(f"author__{field}" for field in OF_A_PERSON))
CHOOSER = ("answer_chosen_by", "answer_chosen_by__display_name", "answer_chosen_by__erased_at")
SHOWN = ("title", "language", "state", "asked_at", "standing", "reply_count", "pinned_at", "answer", *CHOOSER, *AUTHOR)


@register.filter
def written(body: str) -> SafeString:
    """A post's stored body. It was cleaned by forum/html when it was written: the one place that says so."""
    return SafeString(body)


@register.filter
def excerpt(body: str, words: int = 30) -> str:
    return html.excerpt(body, words)


@register.simple_tag(takes_context=True)
def thread_answer(context: Context, answer: Shown) -> SafeString:
    """The chosen answer, as `forum/_post.html` draws it for whoever reads the page."""
    return SafeString(_drawing(context)(answer, chosen=True))


@register.simple_tag(takes_context=True)
def thread_posts(context: Context, posts: list[Shown], answer: Shown | None) -> SafeString:
    """A run of a thread: items of nested lists, whose outermost is the template's own. Where `answer` stands above, its own place says so.

    In Python, for a template's loop takes as long as the drawing of the posts.
    """
    draw, chosen = _drawing(context), context["question"].answer_id
    html, folded = [], set()  # levels whose lists end in a fold
    for post in posts:
        is_chosen = post.reply.pk == chosen
        if post.folds:
            folded.add(post.level)
            html.append(_fold(post))
        html += ["<ol><li>" if post.opens else "<li>", _pointer_to(answer) if is_chosen and answer else draw(post, chosen=is_chosen)]
        if not post.holds:
            html += ["</li>", *(_end_of_list(level, folded) for level in range(post.level, post.level - post.closes, -1))]
    return SafeString("".join(html))


def _fold(post: Shown) -> str:
    words = ngettext("%(number)d more reply", "%(number)d more replies", post.folds) % {"number": post.folds}
    return format_html('<li><details class="fold"{}><summary>{}</summary><ol>', " open" if post.fold_is_open else "", words)


def _end_of_list(level: int, folded: set[int]) -> str:
    if level not in folded:
        return "</ol></li>"
    folded.remove(level)
    return "</ol></details></li></ol></li>"


def _drawing(context: Context) -> Callable[..., str]:
    return partial(
        drawn,
        question=context["question"],
        user=context["user"],
        can_choose=bool(context.get("can_choose")),
        token=lambda: str(context.get("csrf_token", "")),
    )


def _pointer_to(answer: Shown) -> str:
    return render_to_string("forum/_answer_stands_above.html", {"reply": answer.reply})


@register.filter
def seen_in(draft: Draft, form: Form) -> str:
    """For a form's hidden field: which words of the draft it was opened with, so that another window's are not lost."""
    overtaken = getattr(form, "overtaken", None)
    return overtaken.seen if overtaken else drafts.seen(draft.words, drafts.fields_of_form(form.fields))


@register.filter
def lookup(mapping: dict, key):
    return mapping.get(key)


@dataclass
class OnPage:
    """What stands on a page: counts as stored, the newest questions, counts by passage (block id), and by the key of pages beneath it."""

    total: Tally
    passages: dict[str, Tally]
    questions: list[Question] = field(default_factory=list)
    beneath: dict[UUID, Tally] = field(default_factory=dict)
    is_followed: bool = False  # by the member who reads
    earlier: list[Question] = field(default_factory=list)  # about words that the page has no more

    @property
    def with_those_beneath(self) -> int:
        """How many questions stand on the page and on those beneath it."""
        return self.total.questions + sum(tally.questions for tally in self.beneath.values())


@register.simple_tag(takes_context=True)
def page_discussion(context: Context, page: Page, beneath: Iterable | None = None) -> OnPage | None:
    """The page's questions and counts; None where nobody can ask. Three queries, however many there are, one more where words changed that
    were asked about, and while the tree is kept one: whether the member who reads follows the page.

    `beneath` are pages (things with a `key`) whose counts are read along.
    """
    if not getattr(page, "can_be_asked_on", False):
        return None
    reader = context.get("user")
    reader = reader if reader is not None and reader.is_authenticated else None
    keys, spiral, read_now = [leaf.key for leaf in beneath or ()], context.get("spiral"), []

    def read() -> OnPage:
        read_now.append(_read(page, keys, reader))
        return replace(read_now[0], is_followed=False)  # kept for everybody

    on_page = spiral.once(("on a page", page.translation_key, *keys), read) if spiral else read()
    if read_now:
        return read_now[0]
    return replace(on_page, is_followed=reader is not None and follow_of(reader, "page", page.translation_key).exists())


def _read(page: Page, keys: list[UUID], reader: User | None) -> OnPage:
    found = list(Tally.objects.filter(Q(page_key=page.translation_key) | Q(page_key__in=keys, passage="")))
    tallies = {tally.passage: tally for tally in found if tally.page_key == page.translation_key}
    total = tallies.pop("", Tally())
    others = {tally.page_key: tally for tally in found if tally.page_key != page.translation_key}
    questions = _newest(page, reader) if total.questions else []
    is_followed = questions[0].page_is_followed if questions and reader else bool(reader) and follow_of(reader, "page", page.translation_key).exists()
    earlier = _about_earlier_wording(page) if EARLIER in tallies and tallies[EARLIER].questions else []
    return OnPage(total, tallies, questions, others, is_followed, earlier)


def _about_earlier_wording(page: Page) -> list[Question]:
    """The newest, with the words they were asked about. One query."""
    gone = Question.objects.visible().on(page.translation_key).filter(passage=EARLIER).newest_first().with_words_asked_about()
    return list(gone.only("title", "language", "standing", "reply_count", "passage", "passage_heading")[:EARLIER_ON_A_PAGE])


def _newest(page: Page, reader: User | None) -> list[Question]:
    """Those pinned to it first. With their people and answers, in two plain queries: Django takes three times as long to write one that joins them all.

    They also say whether the reader follows the page: it would be a query of its own.
    """
    here = Question.objects.visible().on(page.translation_key)
    first = Q(pk__in=here.newest_first().values("pk")[:ON_A_PAGE]) | Q(pk__in=here.filter(pinned_at__isnull=False).order_by().values("pk"))
    shown = Question.objects.filter(first).order_by().select_related("author", "answer_chosen_by").only(*SHOWN)
    if reader:
        shown = shown.annotate(page_is_followed=Exists(follow_of(reader, "page", page.translation_key)))
    questions = sorted(shown, key=lambda one: (one.pinned_at.timestamp() if one.pinned_at else 0, one.pk), reverse=True)[:ON_A_PAGE]
    answers = Reply.objects.select_related("author").only("body", *AUTHOR).in_bulk({question.answer_id for question in questions} - {None})
    for question in questions:
        question.answer = answers.get(question.answer_id)
    return questions


@register.simple_tag
def tallies_of(leaves) -> dict:
    """Tallies of several pages (things with a `key`) in one query, by key."""
    return {tally.page_key: tally for tally in Tally.objects.filter(page_key__in=[leaf.key for leaf in leaves], passage="")}
