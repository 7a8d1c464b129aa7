"""Writes across several things. Each is one transaction; letters are rows in it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from forum.blocking.blocks import name_is_shown
from forum.discussions import emails
from forum.discussions.aliases import new_alias
from forum.discussions.counts import count_new_question, keeping_count, reply_appears, reply_disappears
from forum.discussions.mentions import LOOKED_AT, NamesToFind, say_names_anew, who_is_told, who_may_be_named
from forum.discussions.models import Draft, Helped, MeToo, PostState, Question, Reply, guide_home, path_under
from forum.discussions.reanchoring import anchor_again, anchor_new, where_now, wording_of
from forum.discussions.rules import can_ask_for_more
from forum.letters.following import begin_to_follow
from forum.letters.follows import Follow
from forum.passages.finding import EARLIER, Wording
from guide.field_notes.actions import answer_came_back, answer_went, flag
from guide.field_notes.models import Flag
from guide.models import Topic
from guide.models.freshness import something_changed
from guide.spiral import original_of


class Overtaken(Exception):
    """Someone else was first. The message is a sentence for the person who came second."""


class PageIsGone(Exception):
    """The page was deleted while the question was being written."""


class TopicIsGone(Exception):
    """The topic was taken off the list a moment ago."""


@transaction.atomic
def ask(*, by: User, title: str, body: str, page: Page | None, passage: str = "", heading: str = "", wording: Wording | None = None, came_from: Page | None = None, topic: Topic | None = None, draft: Draft | None = None, without_name: bool = False) -> Question:
    """A question on a page, or on its original where it is a translation; without one it is filed on the guide home until staff place it.

    `came_from` is the page the asker stood on: where it is another one, it is kept for those who answer, and `heading` is of a passage there.

    `wording` says which words of the page it is about: it stands where they are by now, whatever `passage` was.

    `body` is clean HTML. The same draft asks once: a second press gets the question the first one made. `without_name` shows it under
    an alias that the asker has nowhere else; the draft's own one if they can.
    """
    form, draft = draft, _still_open(draft)
    if draft and draft.posted_question:
        return draft.posted_question
    place = _lock_page(original_of(page)) if page else guide_home()
    stood_on = original_of(came_from) if came_from and came_from != page else None
    elsewhere = stood_on if stood_on != place else None
    read_on = page if page and page.pk != place.pk else place
    wording = (wording or wording_of(read_on, passage)) if page and not elsewhere else None
    question = Question(
        author=by,
        alias=_alias_for(by, form) if without_name else "",
        title=title,
        body=body,
        page=place,
        page_key=place.translation_key,
        topic=topic,
        passage=where_now(read_on, wording) if wording else passage,
        passage_heading="" if elsewhere else heading[:200],
        came_from=elsewhere,
        came_from_heading=heading[:200] if elsewhere else "",
        page_revision=place.live_revision_id,
        placed=page is not None,
        language=get_language() or settings.LANGUAGE_CODE,
        state=PostState.WAITING if by.first_posts_wait else PostState.VISIBLE,
        asked_at=timezone.now(),
    )
    question.save()
    if wording:
        anchor_new(question, wording, read_on=read_on)
    if question.is_visible:
        count_new_question(question)
        emails.tell_of_question(question)
    _close(draft, posted_question=question)
    return question


@transaction.atomic
def reply(*, by: User, question: Question, body: str, parent: Reply | None = None, draft: Draft | None = None, asks_for_more: bool = False) -> Reply:
    """A reply to the question, or to one of its replies. Raises Overtaken when either was hidden, or the question closed, meanwhile.

    One that `asks_for_more` says what its writer must know to answer: the question shows so until its asker replies. Names of people in the
    thread are found in the words (mentions.py); whoever is called by “@” is told. Raises mentions.TooMany.
    """
    draft = _still_open(draft)
    if draft and draft.posted_reply:
        return draft.posted_reply
    names = NamesToFind(body, question, parent=parent)
    with keeping_count(question) as locked:
        if locked.is_closed:
            raise Overtaken(_("This question was closed while you were writing. Your words are kept as a draft."))
        alias, parent_is_there, others = _alias_and_parent(by, locked, parent, names.whom)
        if not locked.is_visible or not parent_is_there:
            raise Overtaken(_("What you are replying to was taken away while you were writing. Your words are kept as a draft."))
        named = names.found(others)
        locked.last_number += 1
        if locked.answering_by_id == by.pk:
            locked.answering_by = locked.answering_until = None
        made = Reply.objects.create(
            question=locked,
            parent=parent,
            author=by,
            alias=alias,
            body=named.body,
            number=locked.last_number,
            path=path_under(parent, locked.last_number),
            state=PostState.WAITING if by.first_posts_wait else PostState.VISIBLE,
            replied_at=timezone.now(),
        )
        named.keep(made)
        if made.is_visible:
            reply_appears(locked, made)
            if asks_for_more and can_ask_for_more(by, locked):
                locked.missing_in = made.number
            emails.tell_of_reply(made, question=question, parent=parent, called=named.told)
    _close(draft, posted_reply=made)
    return made


def _alias_for(person: User, draft: Draft | None) -> str:
    taken = Question.objects.filter(author=person).exclude(alias="").values_list("alias", flat=True)
    return new_alias(Question.objects.free_alias(draft.key) if draft else "", taken=set(taken))


def _alias_and_parent(person: User, question: Question, parent: Reply | None, whom: Q | None) -> tuple[str, bool, list[Reply]]:
    """How this person is shown in the thread, whether `parent` still stands in it, and what the people wrote who may be named. One query at most.

    Whoever stands under an alias there goes on with it, also in a thread that their question was joined to.
    """
    asks = question.author_id == person.pk
    theirs, above = Q(author=person) & ~Q(alias=""), Q(pk=parent.pk if parent else None)
    if asks and not parent and not whom:
        return question.alias, True, []
    first = Case(When(above, then=0), When(theirs, then=1), default=2)
    found = list(who_may_be_named(question, theirs | above | whom if whom else theirs | above).order_by(first, "number")[:LOOKED_AT])
    aliases = (reply.alias for reply in found if reply.author_id == person.pk and reply.alias)
    is_there = parent is None or any(reply.pk == parent.pk and reply.is_visible for reply in found)
    return question.alias if asks else next(aliases, ""), is_there, found


@transaction.atomic
def show_name(*, question: Question) -> None:
    """The asker stands by it from now on, wherever words of theirs stand under its alias. There is no way back: emails take the name along."""
    with keeping_count(question) as locked:
        same = {"author": locked.author_id, "alias": locked.alias}
        if locked.alias:
            for model in (Question, Reply):
                model.objects.filter(**same).update(alias="")
            name_is_shown(locked.author_id, alias=locked.alias)
            say_names_anew(question.person_behind)


@transaction.atomic
def show(post: Question | Reply, *, expected: tuple[str, ...]) -> bool:
    """Make a held, declined or hidden post visible. False when its state was not one of `expected` any more."""
    return _change(post, PostState.VISIBLE, expected=expected, reason="")


@transaction.atomic
def take_away(post: Question | Reply, *, to: PostState, expected: tuple[str, ...], reason: str = "") -> bool:
    """Decline, hide or withdraw a post. False when its state was not one of `expected` any more."""
    gone = _change(post, to, expected=expected, reason=reason)
    if gone:
        emails.leave_out(post)
    return gone


def withdraw(*, by: User, post: Question | Reply) -> None:
    """The author takes it back. Raises Overtaken when it is gone already, or was answered meanwhile."""
    expected = (PostState.WAITING, PostState.DECLINED, PostState.VISIBLE)
    with transaction.atomic():
        if isinstance(post, Question):
            locked = Question.objects.select_for_update().get(pk=post.pk)
            if locked.is_visible and locked.replies_by_others:
                raise Overtaken(_("Someone replied while you were deciding. A question with replies stays, so that their words are not lost."))
        if not take_away(post, to=PostState.WITHDRAWN, expected=expected):
            raise Overtaken(_("This was taken away already."))


@transaction.atomic
def choose_answer(*, by: User, question: Question, reply: Reply, instead_of: int | None) -> None:
    """`reply` settles it. `instead_of` is the answer the person saw when they chose; Overtaken when it is another by now."""
    with keeping_count(question) as locked:
        if locked.answer_id == reply.pk:
            return
        chosen = Reply.objects.select_related("author").filter(pk=reply.pk, question=locked).first()
        if locked.answer_id != instead_of:
            raise Overtaken(_("Another answer was chosen a moment ago. Look at it before you choose."))
        if not (locked.is_visible and chosen and chosen.is_visible and not chosen.asked_as):
            raise Overtaken(_("That reply was taken away a moment ago. Choose another."))
        if locked.answer_id:
            flag([locked.answer_id], Flag.UNCHOSEN)
        locked.answer, locked.answer_chosen_by, locked.answer_chosen_at, locked.missing_in = chosen, by, timezone.now(), None
    emails.tell_of_choice(chosen, question=question, by=by)


@transaction.atomic
def take_back_the_choice(*, by: User, question: Question, reply: Reply) -> None:
    with keeping_count(question) as locked:
        if locked.answer_id != reply.pk:
            raise Overtaken(_("Another answer was chosen a moment ago. Look at it before you choose."))
        locked.answer, locked.answer_chosen_by, locked.answer_chosen_at = None, None, None
        flag([reply.pk], Flag.UNCHOSEN)


@transaction.atomic
def move_question(*, question: Question, page: Page, passage: str = "", heading: str = "") -> None:
    """To another page, or to a passage of it. The old passage stays behind; its words are kept unless there are new ones."""
    place = _lock_page(page)
    with keeping_count(question) as locked:
        was_placed = locked.placed
        if was_placed and not locked.came_from_id and locked.page_id != place.pk:
            locked.came_from_id, locked.came_from_heading = locked.page_id, locked.passage_heading
        locked.page, locked.page_key, locked.page_revision, locked.placed = place, place.translation_key, place.live_revision_id, True
        locked.passage = passage
        if heading:
            locked.passage_heading = heading[:200]
        if heading or passage == EARLIER:
            anchor_again(locked, place)
    if locked.is_visible and not was_placed:
        emails.tell_of_its_place(locked)


@transaction.atomic
def change_topic(*, question: Question, topic: Topic | None) -> None:
    """Another one of the list, or none. Raises TopicIsGone."""
    if topic and not Topic.objects.select_for_update(no_key=True).filter(pk=topic.pk).values_list("pk", flat=True):
        raise TopicIsGone
    question.topic = topic
    question.save(update_fields=["topic"])
    something_changed()


def say_it_helped(*, by: User, reply: Reply) -> bool:
    """On, or off when it was on. One row a member: presses at once come one after the other, and hiding the reply waits for them."""
    while (says := _turn_helped(by, reply)) is None:  # it went into another thread while we waited: never hold that question as well
        pass
    return says


@transaction.atomic
def _turn_helped(by: User, reply: Reply) -> bool | None:
    """None, and nothing done, when the reply stands under another question by now; `reply` knows which."""
    question_id = reply.question_id
    Question.objects.select_for_update(no_key=True).only("pk").get(pk=question_id)
    reply.refresh_from_db(fields=["question", "state"])
    if reply.question_id != question_id:
        return None
    gone, _rows = Helped.objects.filter(reply=reply, member=by).delete()
    if not gone:
        Helped.objects.create(reply=reply, member=by)
    step = F("helped_count") + (-1 if gone else 1)
    Reply.objects.filter(pk=reply.pk).update(helped_count=step)
    if reply.is_visible:
        Question.objects.filter(pk=question_id).update(helped_count=step)
    return not gone


@transaction.atomic
def say_me_too(*, by: User, question: Question) -> bool:
    """On, or off when it was on. Whoever has a question too follows it from then on, at the pace of their settings."""
    Question.objects.select_for_update(no_key=True).only("pk").get(pk=question.pk)
    gone, _rows = MeToo.objects.filter(question=question, member=by).delete()
    if gone:
        Follow.objects.of(by.pk).of_thing("question", str(question.pk)).filter(why=Follow.Why.CHOSE, pace="").delete()
    else:
        MeToo.objects.create(question=question, member=by)
        begin_to_follow("question", question.pk, person=by.pk, why=Follow.Why.CHOSE)
    Question.objects.filter(pk=question.pk).update(me_too_count=F("me_too_count") + (-1 if gone else 1))
    return not gone


def _change(post: Question | Reply, to: PostState, *, expected: tuple[str, ...], reason: str) -> bool:
    question = post if isinstance(post, Question) else Question(pk=Reply.objects.values_list("question", flat=True).get(pk=post.pk))
    with keeping_count(question) as locked:
        current = locked if isinstance(post, Question) else Reply.objects.select_related("author").select_for_update(of=("self",)).get(pk=post.pk)
        if isinstance(current, Reply) and current.question_id != locked.pk:
            raise Overtaken(_("Staff put this into another thread a moment ago. Look at it there."))
        if current.state not in expected:
            return False
        was_visible, current.state, current.reason = current.is_visible, to, reason
        if was_visible != current.is_visible:
            its_notes = answer_came_back if current.is_visible else answer_went
            its_notes([current.pk] if isinstance(current, Reply) else locked.replies.visible().values("pk"))
        if isinstance(current, Question) and current.is_visible and not was_visible:
            emails.tell_of_question(current)
        if isinstance(current, Reply):
            current.save(update_fields=["state", "reason"])
            if current.is_visible and not was_visible:
                reply_appears(locked, current)
                emails.tell_of_reply(current, question=locked, parent=current.parent, called=who_is_told(current))
            elif was_visible and not current.is_visible:
                reply_disappears(locked, current)
    post.state, post.reason = to, reason
    return True


def _lock_page(page: Page) -> Page:
    """The page's row, held against deletion until the question is in. Raises PageIsGone."""
    try:
        return Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    except Page.DoesNotExist as gone:
        raise PageIsGone from gone


def _still_open(draft: Draft | None) -> Draft | None:
    """The draft's row, locked: two presses of one form come through here one after the other. None when it was thrown away a moment ago, in another window."""
    return Draft.objects.select_for_update().filter(pk=draft.pk).first() if draft else None


def _close(draft: Draft | None, **posted) -> None:
    """Remember what the words became and let go of the words."""
    if draft:
        draft.words = {}
        for name, post in posted.items():
            setattr(draft, name, post)
        draft.save(update_fields=["words", *posted])
