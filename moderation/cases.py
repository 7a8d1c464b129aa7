"""One post with what a moderator needs to decide on it: its author, what people reported, what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.discussions.beside import came_from
from forum.discussions.models import PostState, Question, Reply
from forum.discussions.places import Place, place_of
from guide.spiral import read_spiral
from moderation import rules
from moderation.caring import OPEN_TO
from moderation.history import Entry, what_happened
from moderation.lines import address_of_case, language_of_title, title_of, urgency_of
from moderation.models import BY_REPORTS, NEED_A_REASON, Act, Decision, Post, Report, ReportReason, version_of
from moderation.working_days import age_in_words, due_after

MORE_THAN_ENOUGH = 50  # reports or decisions of one case


@dataclass
class Record:
    """What the author posted under their name, in numbers."""

    shown: int
    declined: int
    hidden: int


def record_of(person: int, *, but: Post | None = None) -> Record:
    """Of what shows their name: a number that moves with what somebody asks without it would tell who that is. Two queries."""
    states = chain.from_iterable(
        model.objects.filter(author=person, alias="").exclude(pk=but.pk if isinstance(but, model) else None).values_list("state").annotate(Count("pk"))
        for model in (Question, Reply)
    )
    numbers: dict[str, int] = {}
    for state, number in states:
        numbers[state] = numbers.get(state, 0) + number
    return Record(numbers.get(PostState.VISIBLE, 0), numbers.get(PostState.DECLINED, 0), numbers.get(PostState.HIDDEN, 0))


class Case:
    """Everything is read when it is first asked for; the number of queries does not grow with the case."""

    def __init__(self, post: Post, reader: User) -> None:
        self.post, self.reader = post, reader

    @property
    def question(self) -> Question:
        return self.post if self.is_question else self.post.question

    @property
    def is_question(self) -> bool:
        return isinstance(self.post, Question)

    @cached_property
    def place(self) -> Place:
        return place_of(self.question.page, read_spiral(self.question.page))

    @cached_property
    def came_from(self) -> Place | None:
        """Where the asker stood when they chose another page, or none: it helps to find the place. One query at most."""
        return came_from(self.question, read_spiral(self.question.page))

    @property
    def hides_who_asked(self) -> bool:
        """And this reader may look it up, with a reason."""
        return bool(self.post.alias) and rules.can_look_up(self.reader, self.question)

    @cached_property
    def can_decide(self) -> bool:
        return rules.can_decide(self.reader, self.post)

    # what was done

    @cached_property
    def decisions(self) -> list[Decision]:
        """Newest first."""
        return list(Decision.objects.about(self.post).with_names()[:MORE_THAN_ENOUGH])

    @property
    def latest(self) -> Decision | None:
        return next((one for one in self.decisions if one.act != Act.LOOKED_UP), None)

    @property
    def seen(self) -> str:
        return version_of(self.post, self.latest.pk if self.latest else None)

    @property
    def history(self) -> list[Entry]:
        entries = [Entry(self.sent_at, _("%(author)s sent this") % {"author": self.post.author.shown_name})]
        former = {"url": self.url_of_former_words, "link": _("what was changed")}
        if self.post.edited_at and not any(one.at == self.post.edited_at for one in self.decisions):
            entries.append(Entry(self.post.edited_at, _("%(author)s changed it") % {"author": self.post.author.shown_name}, **former))
        entries += [Entry(one.at, what_happened(one, self.reader), one.reason, **(former if one.version else {})) for one in self.decisions]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def undoable(self) -> Decision | None:
        """The last decision, as long as this reader can take it back."""
        return self.latest if self.latest and self.latest.can_be_undone_by(self.reader, timezone.now()) else None

    # what was said

    @cached_property
    def reports(self) -> list[Report]:
        """Open ones, oldest first; none for whoever wrote the post."""
        if not rules.can_see_reports(self.reader, self.post):
            return []
        return list(Report.objects.open().about(self.post).select_related("reported_by")[:MORE_THAN_ENOUGH])

    @property
    def about_a_child(self) -> bool:
        return any(report.reason == ReportReason.CHILD for report in self.reports)

    @property
    def hidden_by_report(self) -> bool:
        return bool(self.post.state == PostState.HIDDEN and self.latest and self.latest.act in BY_REPORTS)

    @property
    def hidden_by_several(self) -> bool:
        return self.hidden_by_report and self.latest.act == Act.HID_BY_REPORTS

    @property
    def needs_a_page(self) -> bool:
        return self.is_question and not self.post.placed and self.post.state in (PostState.WAITING, PostState.VISIBLE)

    # what can be done

    @property
    def acts(self) -> list[Act]:
        return rules.open_acts(self.post, self.latest, reported=bool(self.reports)) if self.can_decide else []

    @property
    def title(self) -> str:
        return title_of(self.post)

    @property
    def language(self) -> str:
        return language_of_title(self.post)

    @property
    def quoted_title(self) -> str:
        """Of a reply, its first words stand in quotation marks already."""
        return f"“{self.title}”" if self.is_question else self.title

    @property
    def can_be_placed(self) -> bool:
        return self.is_question and self.can_decide and self.post.state not in (PostState.WITHDRAWN, PostState.ELSEWHERE)

    @property
    def cares(self) -> list[dict]:
        """What can be done with its thread: links to the pages that ask for a reason."""
        if not self.can_decide:
            return []
        if self.is_question:
            return [{"url": reverse(f"moderation:{CARES[act][0]}", args=[self.post.pk]), "words": CARES[act][1], "sign": CARES[act][2]} for act, is_open in OPEN_TO.items() if is_open(self.post)]
        if not (self.post.is_visible and self.question.is_visible):
            return []
        words = _("Let it stand on its own again") if self.post.asked_as else _("Make it a question of its own")
        return [{"url": reverse("moderation:divide", args=[self.question.pk, self.post.number]), "words": words, "sign": "move"}]

    @property
    def url(self) -> str:
        return address_of_case(self.post)

    @property
    def url_of_former_words(self) -> str:
        if self.is_question:
            return reverse("forum:question_history", args=[self.post.pk])
        return reverse("forum:reply_history", args=[self.post.question_id, self.post.number])

    @property
    def decide_url(self) -> str:
        return reverse("moderation:decide_question" if self.is_question else "moderation:decide_reply", args=[self.post.pk])

    @property
    def choices(self) -> list[dict]:
        """The decision bar: acts that want a reason are links to the page that asks for it."""
        names = words_for_buttons(self)
        signs = {Act.APPROVED: "check", Act.DECLINED: "edit", Act.HID: "eye-off", Act.RESTORED: "eye", Act.KEPT: "check"}
        return [
            {
                "value": act.value,
                "words": names[act],
                "sign": signs[act],
                "kind": "bad" if act == Act.HID else "quiet" if number else "main",
                "url": f"{self.decide_url}?act={act.value}" if act in NEED_A_REASON else "",
            }
            for number, act in enumerate(self.acts)
        ]

    # how it stands

    @cached_property
    def record(self) -> Record:
        """Two queries."""
        return record_of(self.post.author_id, but=self.post)

    @cached_property
    def waits_since(self) -> datetime | None:
        if self.reports:
            return self.reports[0].reported_at
        if self.post.state == PostState.WAITING:
            declined = any(one.act == Act.DECLINED for one in self.decisions)
            return self.post.edited_at if declined and self.post.edited_at else self.sent_at
        return self.sent_at if self.needs_a_page else None

    @property
    def sent_at(self) -> datetime:
        return self.post.asked_at if self.is_question else self.post.replied_at

    @property
    def age(self) -> str:
        return age_in_words(self.waits_since, due_after(self.waits_since)) if self.waits_since else ""

    @property
    def urgency(self) -> str:
        return urgency_of(due_after(self.waits_since) if self.waits_since else None)


# act → the name of its page, words and sign of the link to it
CARES = {
    Act.JOINED: ("join", gettext_lazy("Join it to another question"), "link"),
    Act.CLOSED: ("close", gettext_lazy("Close the question"), "lock"),
    Act.OPENED: ("open", gettext_lazy("Open it again"), "undo"),
    Act.PINNED: ("pin", gettext_lazy("Pin it to its page"), "up"),
    Act.TOOK_DOWN: ("take_down", gettext_lazy("Take it down from the head of its page"), "down"),
}


def words_for_buttons(case: Case) -> dict[Act, str]:
    """A verb with its object, for this kind of post."""
    asked = case.is_question
    return {
        Act.APPROVED: _("Approve the question") if asked else _("Approve the reply"),
        Act.DECLINED: _("Send it back with a reason"),
        Act.HID: _("Keep it hidden") if case.hidden_by_report else _("Hide the question") if asked else _("Hide the reply"),
        Act.RESTORED: _("Put it back") if case.post.state == PostState.HIDDEN else _("Approve it after all"),
        Act.KEPT: _("Keep it, close the report") if case.post.is_visible else _("Close the report"),
    }


def find_case(reader: User, model: type[Question | Reply], pk: int) -> Case | None:
    """None when there is no such post."""
    related = ("author", "page") if model is Question else ("author", "question__author", "question__page", "parent__author")
    posts = Question.objects.with_words_asked_about() if model is Question else Reply.objects
    post = posts.select_related(*related).filter(pk=pk).first()
    return Case(post, reader) if post else None
