"""Names of people in the words of a reply: called by “@”, or quoted. Only people who wrote in the thread can be named, as they are shown there.

A name becomes a link to a post of theirs, and a row says so (forum/mentions): it follows when they change their name, show it or leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import FOR_ALIASES, look
from forum.discussions.models import PostState, Question, Reply
from forum.discussions.quoting import address_of
from forum.html import Words, relined, to_html, tree
from forum.mentions.models import Mention
from guide.models.freshness import something_changed
from guide.search.marking import changed

CALLED_AT_MOST = 10  # people in one reply
CALLS_READ = 50  # “@” in one reply; those behind them are words like others
LOOKED_AT = 200  # replies at most, for the people behind the names
LONGEST, WORDS_OF_A_NAME = 80, 7
A_CALL = re.compile(r"(?<![\w.@/])@(?=\w)")
A_POST = re.compile(r"https?://[^/]+(?P<address>/questions/(?P<question>\d{1,18})/(?:replies/(?P<number>\d{1,9})/)?)")
A_CALL_IN_PLAIN = re.compile(r"\[(@[^\[\]]+)\]\(https?://[^/\s]+/questions/\d+/(?:replies/\d+/)?\)")
AFTER_A_NAME = re.compile(r"(?:['’]s)?[.,;:!?…\"”’'\]]*$")
A_FIRST_NAME = re.compile(r"\w[\w-]*(?!\s+[A-ZÀ-Þ])")  # not followed by what may be a last name
OF_WHO_IS_NAMED = ("number", "state", "alias", "author", "question", "author__display_name", "author__erased_at")


class TooMany(ValueError):
    """More people are called than one reply may call. The message says so to who wrote it."""


@dataclass
class Named:
    """The words with the names linked, the rows that say so, and the ids of who is told."""

    body: str
    rows: list[Mention] = field(default_factory=list)
    told: set[int] = field(default_factory=set)

    def keep(self, reply: Reply) -> None:
        """One statement, where there is a name."""
        for row in self.rows:
            row.reply = reply.pk
        if self.rows:
            Mention.objects.bulk_create(self.rows)

    def keep_instead(self, reply: Reply) -> None:
        """Of a reply that was changed. Rows of its former words stay, for those are kept; of them nobody is told any more."""
        Mention.objects.filter(reply=reply.pk, tells=True).update(tells=False)
        self.keep(reply)


def names_in(body: str, question: Question, *, parent: Reply | None = None) -> Named:
    """Reads the names in clean HTML. No query where there are none, or only those of the asker and of whom the reply answers; one otherwise. Raises TooMany."""
    names = NamesToFind(body, question, parent=parent)
    return names.found(who_may_be_named(question, names.whom)[:LOOKED_AT] if names.whom else [])


def who_may_be_named(question: Question, whom: Q) -> QuerySet[Reply]:
    """Replies of the thread with what is needed of whoever wrote them."""
    return question.replies.filter(whom).select_related("author").only(*OF_WHO_IS_NAMED).order_by("number")


class NamesToFind:
    """The names that may stand in clean HTML. `whom` finds replies of people who are still to be looked up, None where nobody is; asks no query."""

    def __init__(self, body: str, question: Question, *, parent: Reply | None = None) -> None:
        self.body, self.whom = body, None
        if _may_name(body):
            self._reading, self._blocks = _Reading(question, [question, *([parent] if parent else [])]), tree(body)
            relined(self._blocks, self._reading.collect)
            self.whom = self._reading.whom() if self._reading.is_missing_somebody else None

    def found(self, replies: Iterable[Reply]) -> Named:
        """With these replies among those whose writers can be named. Raises TooMany."""
        if not _may_name(self.body):
            return Named(self.body)
        reading = self._reading
        reading.knows(reading.posts + [reply for reply in replies if reply.is_visible])
        named = Named(to_html(relined(self._blocks, reading.put_in)), rows=reading.rows, told=reading.told)
        if len(named.told) > CALLED_AT_MOST:
            raise TooMany(_("You call %(number)s people with “@”. At most %(most)s can be called in one reply: take out the “@” before the others.") % {"number": len(named.told), "most": CALLED_AT_MOST})
        return named


def names_in_change(body: str, reply: Reply, question: Question) -> Named:
    """Of new words of a reply that was posted."""
    return names_in(body, question, parent=reply.parent) if _may_name(body) else Named(body)


def _may_name(body: str) -> bool:
    return "@" in body or "/questions/" in body


def as_typed(plain: str) -> str:
    """Calls as one types them: the link comes back when the words are posted."""
    return A_CALL_IN_PLAIN.sub(r"\1", plain)


def who_is_told(reply: Reply) -> set[int]:
    """The people whom a reply that was posted calls. Three queries, one where it calls nobody."""
    rows = Mention.objects.filter(reply=reply.pk, tells=True).values_list("of_reply", "of_question")
    replies, questions = zip(*rows) if rows else ((), ())
    found = (model.objects.filter(pk__in=set(ids) - {None}).values_list("author", flat=True) for model, ids in ((Reply, replies), (Question, questions)))
    return {person for people in found for person in people} if rows else set()


# ---------------------------------------------------------------- reading


class _Reading:
    """Goes over the lines twice: which names may stand there, and then puts in those of people in the thread."""

    def __init__(self, question: Question, known: list[Question | Reply]) -> None:
        self.question = question
        self.knows(known)
        self.calls: list[str] = []  # what stands behind each “@”
        self.calls_left = CALLS_READ
        self.numbers: set[int] = set()
        self.rows: list[Mention] = []
        self.told: set[int] = set()

    def knows(self, posts: list[Question | Reply]) -> None:
        """Whose names may stand there, by the names they are called by: the first post of each person. Looked at once, however many calls there are."""
        self.posts = posts
        self.by_name: dict[str, Question | Reply] = {}
        self.by_first_name: dict[str, dict[int, Question | Reply]] = {}
        for post in reversed(posts):
            if not getattr(post.author, "erased_at", None):
                self.by_name[look(post.author.shown_name)] = post
                if not post.alias:
                    self.by_first_name.setdefault(look(post.author.first_name), {})[post.author_id] = post

    def collect(self, line: tuple[Words, ...], quoted: bool) -> tuple[Words, ...]:
        for words in line:
            if words.href:
                self.numbers |= {int(number) for number in [self._number(words.href)] if number}
            else:
                self.calls += [words.text[call.end() :][:LONGEST] for call in islice(A_CALL.finditer(words.text), CALLS_READ - len(self.calls))]
        return line

    @property
    def is_missing_somebody(self) -> bool:
        here = {post.number for post in self.posts if isinstance(post, Reply)}
        return bool(self.numbers - here) or not all(self._called(said) for said in self.calls)

    def whom(self) -> Q:
        who = Q(number__in=self.numbers)
        looks = {look(name) for said in self.calls for name in _beginnings(said)} - {""}
        if looks:
            first_names = (said.split()[0] for said in self.calls)
            by_name = Q(author__name_look__in=looks)
            for first in sorted({AFTER_A_NAME.sub("", name) for name in first_names} - {""}):
                by_name |= Q(author__display_name__istartswith=f"{first} ")
            who |= by_name & Q(alias="")  # a name that is not shown is none
        if any(look(alias) in one for one in looks for alias in FOR_ALIASES):
            who |= ~Q(alias="")
        return who & Q(state=PostState.VISIBLE)

    def put_in(self, line: tuple[Words, ...], quoted: bool) -> tuple[Words, ...]:
        over_a_quotation = quoted and len(line) == 1
        return tuple(piece for words in line for piece in (self._linked(words, quoted, over_a_quotation) if words.href else self._calls_in(words, quoted)))

    def _linked(self, words: Words, quoted: bool, over_a_quotation: bool) -> Iterator[Words]:
        """What leads to a post over a quotation says whose it is, whatever was typed. What was a call when it was written is one again."""
        post = self._post_at(words.href)
        called = words.text.startswith("@") and post is not None and look(words.text) == look(post.author.shown_name)
        if called or (post is not None and over_a_quotation):
            yield self._name(post, words, called=called, tells=called and not quoted)
        else:
            yield words

    def _calls_in(self, words: Words, quoted: bool) -> Iterator[Words]:
        at = 0
        for call in islice(A_CALL.finditer(words.text), self.calls_left):
            self.calls_left -= 1
            found = self._called(words.text[call.end() :][:LONGEST])
            if found and call.start() >= at:
                post, length = found
                yield words.saying(words.text[at : call.start()])
                yield self._name(post, words, called=True, tells=not quoted)
                at = call.end() + length
        yield words.saying(words.text[at:])

    def _name(self, post: Question | Reply, words: Words, *, called: bool, tells: bool) -> Words:
        name, address = post.author.shown_name, address_of(post)
        self.rows.append(Mention(of_reply=post.pk if isinstance(post, Reply) else None, of_question=None if isinstance(post, Reply) else post.pk, name=name, address=address, tells=tells))
        if tells:
            self.told.add(post.author_id)
        return Words(f"@{name}" if called else name, words.strong, words.emphasis, f"{settings.SITE_URL}{address}")

    def _number(self, href: str) -> str | None:
        found = A_POST.fullmatch(href)
        return found["number"] if found and int(found["question"]) == self.question.pk else None

    def _post_at(self, href: str) -> Question | Reply | None:
        found = A_POST.fullmatch(href)
        if not found or int(found["question"]) != self.question.pk:
            return None
        number = int(found["number"] or 0)
        return next((post for post in self.posts if (post.number if isinstance(post, Reply) else 0) == number), None)

    def _called(self, said: str) -> tuple[Question | Reply, int] | None:
        """Whose name stands at the beginning, as long as it can be, and how much of the words it is. A first name will do where one person has it."""
        for name in reversed(list(_beginnings(said))):
            if post := self.by_name.get(look(name)):
                return post, len(name)
        first = A_FIRST_NAME.match(said)
        same = self.by_first_name.get(look(first[0]), {}) if first else {}
        return (next(iter(same.values())), first.end()) if len(same) == 1 else None


def _beginnings(said: str) -> Iterator[str]:
    """What may be a name, from one word on, without what ends the sentence."""
    for word in islice(re.finditer(r"\S+", said), WORDS_OF_A_NAME):
        whole = said[: word.end()]
        yield whole
        if (bare := AFTER_A_NAME.sub("", whole)) != whole:
            yield bare


# ---------------------------------------------------------------- names that change


_keeping: list[type[Model]] = []


def also_stand_in(rows: type[Model]) -> None:
    """Words of replies are kept there too, and of questions that were replies: a model with `reply`, `question` and `body`."""
    if rows not in _keeping:
        _keeping.append(rows)


def follow_the_people() -> None:
    """From now on names in replies follow when somebody changes theirs, or leaves."""
    post_save.connect(_a_name_changed, sender=User, dispatch_uid="names-in-replies-follow")


def _a_name_changed(sender: type[User], instance: User, created: bool = False, update_fields=None, **kwargs) -> None:
    if not created and (update_fields is None or "display_name" in update_fields):
        say_names_anew(instance)


@transaction.atomic
def say_names_anew(person: User) -> int:
    """Wherever a name of theirs stands in somebody's words that they do not show any more; says in how many. One query where there is none."""
    shown = {"author": person, "alias": ""}
    theirs = Q(of_reply__in=Reply.objects.filter(**shown).values("pk")) | Q(of_question__in=Question.objects.filter(**shown).values("pk"))
    rows = list(Mention.objects.filter(theirs).exclude(name=person.shown_name).order_by("reply"))
    by_reply: dict[int, list[Mention]] = {}
    for row in rows:
        by_reply.setdefault(row.reply, []).append(row)
    _say_anew(by_reply, person.shown_name)
    Mention.objects.filter(pk__in=[row.pk for row in rows]).update(name=person.shown_name[:LONGEST])
    if rows:
        something_changed()
    return len(by_reply)


def _say_anew(by_reply: dict[int, list[Mention]], name: str) -> None:
    """In the words where they stand by now: a reply may have become a question. Former words too. As many statements for a thousand replies as for one."""
    became = Reply.objects.filter(pk__in=by_reply, stands_for__isnull=False).values_list("stands_for", "pk")
    by_question = {question: by_reply[reply] for question, reply in became} if by_reply else {}
    _replace(Reply.objects.filter(pk__in=by_reply), lambda reply: by_reply[reply.pk], name)
    _replace(Question.objects.filter(pk__in=by_question), lambda question: by_question[question.pk], name)
    for kept in _keeping:
        of_them = kept.objects.filter(Q(reply__in=by_reply) | Q(question__in=by_question))
        _replace(of_them, lambda former: by_reply.get(former.reply_id) or by_question[former.question_id], name)
    changed(*(f"reply:{pk}" for pk in by_reply), *(f"question:{pk}" for pk in by_question))


def _replace(words: QuerySet, rows_in: Callable[[Model], list[Mention]], name: str) -> None:
    anew = []
    for post in words.select_for_update(of=("self",)).order_by("pk"):
        said = post.body
        for address, called in dict.fromkeys((row.address, row.name) for row in rows_in(post)):
            before = re.compile(rf'(<a href="[^"<>]*{re.escape(address)}"[^<>]*>@?){re.escape(escape(called, quote=False))}(?=</a>)')
            said = before.sub(lambda found: found[1] + escape(name, quote=False), said)
        if said != post.body:
            post.body = said
            anew.append(post)
    words.model.objects.bulk_update(anew, ["body"], batch_size=100)
