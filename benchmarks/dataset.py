"""Makes a data set of any size to measure with: members, questions, replies of any branching, and the counts that go with them.

The same numbers and seed give the same people, words and trees. All of it is one transaction: a run that is killed leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from accounts.models import User
from accounts.names import look
from benchmarks.sizes import DOMAIN, Size
from benchmarks.words import PLACES, ROLES, TOWNS, Words
from forum.discussions.counts import standing_of
from forum.discussions.models import Helped, PostState, Question, Reply, Standing, Tally, path_under
from forum.discussions.queries import pages_to_ask_on
from guide.models.freshness import something_changed

YEARS = timedelta(days=2 * 365)
A_BATCH = 2_000  # rows of one insert

EVEN_THREADS = (20, 20, 20, 50, 50, 50)  # replies of the questions behind the longest: all visible, to compare pages with
NEVER_POSTED = 0.05  # of the members
HELD = (PostState.WAITING, PostState.DECLINED, PostState.HIDDEN, PostState.WITHDRAWN)
COULD_BE_ANSWERED = (PostState.VISIBLE, PostState.HIDDEN, PostState.WITHDRAWN)  # before they were removed
NOT_VISIBLE = 0.02  # of the posts

Progress = Callable[[str, int], Callable[[int], None]]  # (what, how many in all) → a function that is told of so many more


class CannotMake(Exception):
    """The text is a sentence for the person who asked for a data set."""


def untold(what: str, how_many: int) -> Callable[[int], None]:
    return lambda more: None


def make_dataset(size: Size, *, progress: Progress = untold) -> bool:
    """False when this very data set is here already. CannotMake where there are real people, no guide, or another data set."""
    refuse_what_cannot_be(size)
    if User.objects.filter(email__endswith=f"@{size.domain}").exists():
        return False
    with transaction.atomic():
        Maker(size, progress).make()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a planner without figures would be measured instead of ours
    return True


def refuse_what_cannot_be(size: Size) -> None:
    if not settings.DEMONSTRATION_ALLOWED:
        raise CannotMake("Invented people have no place on a public site: a data set is made on one's own machine only.")
    if User.objects.filter(is_demonstration=False).exists():
        raise CannotMake("There are real people in this database. Make the data set in an empty one: DATABASE_URL names it.")
    if User.objects.filter(email__endswith=f".{DOMAIN}").exclude(email__endswith=f"@{size.domain}").exists():
        raise CannotMake("A data set of another size or seed is here. Begin with an empty database: DATABASE_URL names it.")
    if not pages_to_ask_on().exists():
        raise CannotMake("There is no page to ask on. Load the guide first: manage.py load_starter_guide")
    if size.members < 2 or size.questions < 1 or not 0 <= size.longest <= size.replies:
        raise CannotMake("A data set needs two members and a question, and its longest thread cannot hold more replies than there are.")


@dataclass
class Place:
    """A page that can be asked on, with its passages: block id and heading."""

    id: int
    key: str
    revision: int | None
    passages: list[tuple[str, str]] = field(default_factory=list)


class Maker:
    """One run. `chance` is drawn from in a fixed order; nothing else decides."""

    def __init__(self, size: Size, progress: Progress) -> None:
        self.size, self.progress = size, progress
        self.chance = Random(size.seed)
        self.words = Words(self.chance)
        self.now = timezone.now()
        self.tallies: Counter[tuple[str, str, str]] = Counter()

    def make(self) -> None:
        self.places = list(_places())
        self.members = _insert(self.people(), self.progress("members", self.size.members))
        self.approved = [member.pk for member in self.members if member.first_post_approved_at]
        self.newcomers = [member.pk for member in self.members if not member.first_post_approved_at]
        threads = self.threads()
        told_of_questions, told_of_replies = self.progress("questions", self.size.questions), self.progress("replies", self.size.replies)
        first_reply = _next_id(Reply)
        for question, replies in _in_batches(self.trees(threads, first_reply), told_of_questions):
            self.write(question, replies, told_of_replies)
        _set_sequences(Question, Reply)
        self.write_tallies()
        something_changed()

    # ---------------------------------------------------------------- people

    def people(self) -> Iterator[User]:
        newcomers = max(1, int(self.size.members * NEVER_POSTED))
        for number in range(self.size.members):
            city, state = self.chance.choice(TOWNS)
            name = self.words.name()
            approved_at = None if number >= self.size.members - newcomers else self.now - YEARS
            yield User(
                email=f"member-{number}@{self.size.domain}",
                password="!",
                display_name=name,
                name_look=look(name)[:120],
                role=self.chance.choice(ROLES),
                organisation=self.chance.choice(PLACES),
                city=city,
                state=state,
                is_demonstration=True,
                house_rules_accepted_at=approved_at,
                first_post_approved_at=approved_at,
            )

    # ---------------------------------------------------------------- questions and their trees

    def threads(self) -> list[int]:
        """How many replies each question gets: the longest thread, some even ones, and the rest by chance; a sixth gets none."""
        wanted = [self.size.longest, *EVEN_THREADS][: self.size.questions]
        given = [count for at, count in enumerate(wanted) if sum(wanted[: at + 1]) <= self.size.replies]
        rest, left = self.size.questions - len(given), self.size.replies - sum(given)
        if not rest:
            given[0] += left
            return given
        weights = [0.0 if self.chance.random() < 1 / 6 else self.chance.expovariate(1) for _ in range(rest)]
        shares = Counter(self.chance.choices(range(rest), weights if any(weights) else None, k=left))
        return given + [shares[number] for number in range(rest)]

    def trees(self, threads: list[int], first_reply: int) -> Iterator[tuple[Question, list[Reply], list[Helped]]]:
        first_question, a_moment = _next_id(Question), YEARS / (len(threads) + 1)
        for number, length in enumerate(threads):
            question = self.question(first_question + number, self.now - YEARS + a_moment * number, visible=bool(length))
            replies = list(self.replies(question, length, first_reply, all_visible=number <= len(EVEN_THREADS)))
            first_reply += length
            self.settle(question, replies)
            yield question, replies, list(self.thanks(replies))

    def question(self, pk: int, at: datetime, *, visible: bool) -> Question:
        place = self.places[min(int(self.chance.expovariate(4) * len(self.places)), len(self.places) - 1)]
        passage, heading = self.chance.choice(place.passages) if place.passages and self.chance.random() < 0.6 else ("", "")
        state = PostState.VISIBLE if visible else self.state()
        return Question(
            pk=pk,
            author_id=self.author(state),
            title=self.words.title()[:140],
            body=self.words.body(),
            state=state,
            reason=_reason(state),
            page_id=place.id,
            page_key=place.key,
            page_revision=place.revision,
            passage=passage,
            passage_heading=heading,
            asked_at=at,
        )

    def replies(self, question: Question, length: int, first: int, *, all_visible: bool) -> Iterator[Reply]:
        """Numbers, paths and depths as the real action gives them. Four in ten answer the question, the others an earlier reply, mostly a late one."""
        standing: list[Reply] = []
        span = (self.now - question.asked_at) / (length + 1)
        for number in range(1, length + 1):
            parent = None
            if standing and self.chance.random() < 0.6:
                parent = standing[max(0, len(standing) - 1 - int(self.chance.expovariate(0.5)))]
            state = PostState.VISIBLE if all_visible else self.state()
            reply = Reply(
                pk=first + number - 1,
                question_id=question.pk,
                parent=parent,
                author_id=self.author(state),
                body=self.words.body(),
                state=state,
                reason=_reason(state),
                number=number,
                path=path_under(parent, number),
                replied_at=question.asked_at + span * number,
            )
            if state in COULD_BE_ANSWERED:
                standing.append(reply)
            if parent and state == PostState.VISIBLE:
                parent.child_count += 1
            yield reply

    def state(self) -> PostState:
        return self.chance.choice(HELD) if self.chance.random() < NOT_VISIBLE else PostState.VISIBLE

    def author(self, state: PostState) -> int:
        return self.chance.choice(self.newcomers if state == PostState.WAITING else self.approved)

    def thanks(self, replies: list[Reply]) -> Iterator[Helped]:
        for reply in replies:
            if reply.state == PostState.VISIBLE and self.chance.random() < 0.05:
                people = {self.chance.choice(self.approved) for _ in range(self.chance.randint(1, 4))} - {reply.author_id}
                reply.helped_count = len(people)
                yield from (Helped(reply_id=reply.pk, member_id=person) for person in sorted(people))

    def settle(self, question: Question, replies: list[Reply]) -> None:
        """The stored counts, and a chosen answer for a third of the questions that have a reply by someone else."""
        visible = [reply for reply in replies if reply.state == PostState.VISIBLE]
        others = [reply for reply in visible if reply.author_id != question.author_id]
        question.last_number, question.reply_count, question.replies_by_others = len(replies), len(visible), len(others)
        question.last_reply_at = visible[-1].replied_at if visible else None
        if others and self.chance.random() < 1 / 3:
            question.answer = self.chance.choice(others)
            question.answer_chosen_by_id, question.answer_chosen_at = question.author_id, self.now
        question.standing = standing_of(question)
        if question.state == PostState.VISIBLE:
            for passage in {"", question.passage}:
                self.tallies[str(question.page_key), passage, question.standing] += 1

    # ---------------------------------------------------------------- writing

    def write(self, questions: list[Question], batch: list[tuple[list[Reply], list[Helped]]], told: Callable[[int], None]) -> None:
        """A question names its answer and a reply its question: the answers are put in last."""
        answers = {question.pk: (question.answer, question.answer_chosen_by_id, question.answer_chosen_at) for question in questions}
        for question in questions:
            question.answer, question.answer_chosen_by_id, question.answer_chosen_at = None, None, None
        Question.objects.bulk_create(questions, batch_size=A_BATCH)
        for replies, _helped in batch:
            _insert(replies, told)
        Helped.objects.bulk_create([one for _replies, helped in batch for one in helped], batch_size=A_BATCH)
        for question in questions:
            question.answer, question.answer_chosen_by_id, question.answer_chosen_at = answers[question.pk]
        answered = [question for question in questions if question.answer_id]
        Question.objects.bulk_update(answered, ["answer", "answer_chosen_by", "answer_chosen_at"], batch_size=100)

    def write_tallies(self) -> None:
        """Added to those that demonstration questions have already."""
        here = {(str(tally.page_key), tally.passage): tally for tally in Tally.objects.all()}
        for (page_key, passage, standing), count in sorted(self.tallies.items()):
            tally = here.setdefault((page_key, passage), Tally(page_key=page_key, passage=passage))
            tally.questions += count
            tally.answered += count * (standing == Standing.ANSWERED)
            tally.waiting += count * (standing == Standing.WAITING)
        Tally.objects.bulk_create([tally for tally in here.values() if not tally.pk])
        Tally.objects.bulk_update([tally for tally in here.values() if tally.pk], ["questions", "answered", "waiting"])


def _places() -> Iterator[Place]:
    for page in pages_to_ask_on().specific():
        prompts = [(block["id"], block["value"]["heading"][:200]) for block in page.body.raw_data if block["type"] == "prompt"]
        yield Place(page.pk, str(page.translation_key), page.live_revision_id, prompts)


def _reason(state: PostState) -> str:
    return "It does not fit here; the house rules say why." if state in (PostState.DECLINED, PostState.HIDDEN) else ""


def _in_batches(trees: Iterator, told: Callable[[int], None]) -> Iterator[tuple[list[Question], list]]:
    while batch := list(islice(trees, 200)):
        yield [question for question, _replies, _helped in batch], [(replies, helped) for _question, replies, helped in batch]
        told(len(batch))


def _insert(rows: Iterable[Model], told: Callable[[int], None]) -> list:
    made, rows = [], iter(rows)
    while batch := list(islice(rows, A_BATCH)):
        made += type(batch[0]).objects.bulk_create(batch)
        told(len(batch))
    return made


def _next_id(model: type[Model]) -> int:
    return (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def _set_sequences(*models: type[Model]) -> None:
    """Numbers were given here; the database goes on behind them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
