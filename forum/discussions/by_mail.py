"""Taking part by mail: a reply, the choice of an answer, and a question, by answering letters. The same path as on the site, and the same rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import TooOften
from accounts.models import User
from forum import html
from forum.discussions import actions, drafts, rules
from forum.discussions.aliases import words_that_tell
from forum.discussions.forms import TITLE_AT_MOST
from forum.discussions.joining import where_it_is
from forum.discussions.limits import count_a_post_by_mail
from forum.discussions.mentions import TooMany
from forum.discussions.models import Draft, PostState, Question, Reply
from forum.discussions.queries import pages_to_ask_on
from forum.discussions.signing_in import is_known
from forum.letters.follows import DAILY, DIGEST, kind_and_key
from forum.letters.gathering import GATHERED
from forum.letters.inbound.purposes import Answer, NotTaken, Taken, taken_by_mail
from forum.letters.models import Letter

OF_A_QUESTION = {"question-asked", "reply", "answer-chosen", "nudge", "asked-to-help", GATHERED}
CHOSEN = {"chosen", "choose", "choose it", "elegida", "elegir", "elegir esta"}


# ---------------------------------------------------------------- a reply


def question_and_reply(letter: Letter, words: Mapping[str, Any]) -> str | None:
    """“12”, or “12.345” where the letter is about one reply; None for those about several questions, and for staff's decisions."""
    if letter.kind not in OF_A_QUESTION or not letter.person_id:
        return None
    kind, key = kind_and_key(letter.on)
    question = letter.about_question or (key if kind == "question" else None)
    if not question:
        return None
    return f"{question}.{letter.about_reply}" if letter.about_reply and letter.kind != GATHERED else str(question)


def how_to_answer(letter: Letter, words: Mapping[str, Any]) -> str:
    said = _("You can answer this email: what you write above the quoted lines becomes your reply on the site, under the name that you show there.")
    if words.get("is_asker") and words["question"].alias:
        said = _("You can answer this email: what you write above the quoted lines becomes your reply on the site, as “%(alias)s”. Leave out your name and what your mail program writes below.")
        said %= {"alias": words["question"].author.shown_name}
    if letter.kind == "reply" and words.get("is_asker"):
        return f"{said} {_('If this reply settles your question, answer with the one word “chosen”.')}"
    return said


def question_of(key: str) -> tuple[str, str]:
    return "question", key.partition(".")[0]


@taken_by_mail(
    "reply",
    code="r",
    invites=how_to_answer,
    finds=question_and_reply,
    about=question_of,
    commands=CHOSEN,
)
def take_a_reply(answer: Answer) -> Taken:
    question, to = _find(answer)
    if answer.said in CHOSEN:
        return _choose(answer, question, to)
    body = _body(answer.words)
    if question.is_closed:
        raise _closed(question)
    _keep_what_tells(answer, question, to)
    _let_them_post(answer.person, lambda: _keep_reply(answer, question, to))
    try:
        made = actions.reply(by=answer.person, question=question, parent=to, body=body)
    except TooMany as refused:
        raise NotTaken(str(refused), keep=lambda: _keep_reply(answer, question, to), link_words=_("Go on from here")) from refused
    except actions.Overtaken as reason:
        question.refresh_from_db()
        raise (_closed(question) if question.is_closed else _gone(question)) from reason
    if made.state == PostState.WAITING:
        return Taken(_("Thank you. A person on the staff reads a first post before others see it. We write to you when it is on the site."), made.get_absolute_url(), _("Read it in its place"))
    return Taken(link=made.get_absolute_url(), link_words=_("Read it in its place"))


def _find(answer: Answer) -> tuple[Question, Reply | None]:
    number, reply = _where_it_is_now(*answer.key.split(".", 1))
    question = Question.objects.visible_to(answer.person).with_answers().filter(pk=number or 0).first()
    if question is None or not question.is_visible:
        raise _gone(None)
    to = question.replies.visible().select_related("author").filter(pk=reply).first() if reply else None
    if reply and to is None:
        raise _gone(question)
    return question, to


def _where_it_is_now(number: str, reply: str = "") -> tuple[str | int, str | int]:
    """The ids of the question and of the reply that is answered, also where staff joined or divided the thread since the letter left. A query or two."""
    found = Reply.objects.select_related("stands_for").filter(pk=reply).first() if reply else None
    now = where_it_is(found.question_id, found.number) or found if found else where_it_is(int(number or 0))
    if isinstance(now, Question):
        return now.pk, ""
    return (now.question_id, now.pk) if now else (number, reply)


def _gone(question: Question | None) -> NotTaken:
    if question is None:
        return NotTaken(_("The question was taken off the site, so nobody can reply to it just now."))
    words = _("What you are replying to was taken away. You can write a reply to the question instead.")
    return NotTaken(words, link=question.get_absolute_url(), link_words=_("Read the question"))


def _closed(question: Question) -> NotTaken:
    words = _("Staff closed this question, so it takes no new replies. Their reason: %(why)s") % {"why": question.closed_why}
    return NotTaken(words, link=question.get_absolute_url(), link_words=_("Read the question"))


def _body(words: str) -> str:
    """As a form would take it."""
    try:
        body = html.from_plain(words)
    except html.WordsRefused as refused:
        raise NotTaken(str(refused)) from refused
    if html.is_blank(body):
        raise NotTaken(_("We found no words of yours in it. Write above what your mail program quotes, as plain text, and send it again."))
    return body


def _keep_what_tells(answer: Answer, question: Question, to: Reply | None) -> None:
    """NotTaken where the asker shows no name and the mail holds it: mail programs sign by themselves. A query only where it does."""
    telling = words_that_tell(answer.person, answer.words)
    if telling and _shows_no_name(answer.person, question):
        words = _("You asked without your name, and your email holds “%(words)s”. So we have not posted it. Your words are kept as a draft: take out what tells who you are, and press Post.")
        raise NotTaken(words % {"words": "”, “".join(telling)}, keep=lambda: _keep_reply(answer, question, to), link_words=_("Go on from here"))


def _shows_no_name(person: User, question: Question) -> bool:
    return bool(question.alias) if question.author_id == person.pk else question.replies.hiding(person).exists()


def _let_them_post(person: User, keep: Callable[[], str]) -> None:
    """NotTaken, with the words kept as a draft where they may post them on the site in a moment."""
    if not rules.can_post(person):
        raise NotTaken(_("You cannot post just now: staff have asked you to pause. The site says until when."), link="/my/questions/", link_words=_("Your questions"))
    if not is_known(person) or person.house_rules_accepted_at is None:
        words = _("Before your first post we ask for the name to show beside it, and that you are 16 or older and have read the house rules. Your words are kept on that page: press Post once.")
        raise NotTaken(words, keep=keep, link_words=_("Go on from here"))
    try:
        count_a_post_by_mail(person)
    except TooOften as limit:
        words = _("That was a lot in a short time. Your words are kept as a draft: post them in about %(time)s.") % {"time": limit.wait}
        raise NotTaken(words, keep=keep, link_words=_("Go on from here")) from limit


def _keep_reply(answer: Answer, question: Question, to: Reply | None) -> str:
    """The address of the form with the words in it."""
    about = f"question:{question.pk}:{to.number}" if to else f"question:{question.pk}"
    draft = Draft.objects.create(kind=Draft.Kind.REPLY, owner=answer.person, about=about, words={"body": answer.words})
    drafts.make_room(answer.person)
    return f"{reverse('forum:reply', args=[question.pk])}?draft={draft.key}" + (f"&to={to.number}" if to else "")


# ---------------------------------------------------------------- the answer


def _choose(answer: Answer, question: Question, reply: Reply | None) -> Taken:
    """Of those that were chosen the last one stands: by mail nobody sees what stands there just now."""
    if reply is None:
        raise NotTaken(_("That email is not about one reply, so we do not know which one you choose. Choose it on the site."), link=question.get_absolute_url(), link_words=_("Read the question"))
    if not rules.can_choose_answer(answer.person, question) or reply.author_id == answer.person.pk:
        raise NotTaken(_("The person who asked chooses the answer, or Coalition staff."), link=reply.get_absolute_url(), link_words=_("Read it in its place"))
    try:
        actions.choose_answer(by=answer.person, question=question, reply=reply, instead_of=question.answer_id)
    except actions.Overtaken as reason:
        raise NotTaken(str(reason), link=question.get_absolute_url(), link_words=_("Read the question")) from reason
    words = _("You chose the reply of %(name)s as the answer. If you did not mean to, take the choice back on the site.") % {"name": reply.author.shown_name}
    return Taken(words, reply.get_absolute_url(), _("Read it in its place"))


# ---------------------------------------------------------------- a question


def page_or_none(letter: Letter, words: Mapping[str, Any]) -> str | None:
    """The page that the letter is about, by translation key; “” in a digest, for a question whose place staff find."""
    if not letter.person_id:
        return None
    kind, key = kind_and_key(letter.on)
    if kind == "page":
        return key
    return "" if letter.kind in (DIGEST, DAILY) else None


def page_of(key: str) -> tuple[str, str] | None:
    return ("page", key) if key else None


@taken_by_mail("ask", code="q", invites=gettext_lazy("A question of your own? Write it to this address: the subject in one sentence, details below"), finds=page_or_none, about=page_of, beside=True)
def take_a_question(answer: Answer) -> Taken:
    title, details = _title_and_details(answer)
    page = pages_to_ask_on().filter(translation_key=answer.key).first() if answer.key else None
    body = _body(details) if details else ""
    _let_them_post(answer.person, lambda: _keep_question(answer, title, details, page))
    asked = actions.ask(by=answer.person, title=title, body=body, page=page)
    if asked.is_waiting:
        return Taken(_("Thank you. A person on the staff reads a first post before others see it. We write to you when it is on the site."), asked.get_absolute_url(), _("Read your question"))
    words = _("Your question is on the site, and those who follow the page hear of it.") if page else _("Your question is on the site. A member of staff finds the right place for it.")
    return Taken(words, asked.get_absolute_url(), _("Read your question"))


def _title_and_details(answer: Answer) -> tuple[str, str]:
    """The subject is the question. Without one, the first line is."""
    title = " ".join(answer.subject.split())
    details = answer.words
    if html.is_blank(title) or title.lower().startswith(("re:", "rv:", "fwd:", "fw:")):
        title, _newline, details = answer.words.partition("\n")
        title = " ".join(title.split())
    if html.is_blank(title):
        raise NotTaken(_("Write your question in one sentence in the subject line, and send it again."))
    if len(title) > TITLE_AT_MOST:
        raise NotTaken(_("Shorten your question to %(number)s characters, in the subject line, and put the details below.") % {"number": TITLE_AT_MOST})
    return title, details.strip()


def _keep_question(answer: Answer, title: str, details: str, page) -> str:
    words = {"title": title, "details": details} | ({"page": str(page.pk), "where": "here"} if page else {})
    draft = Draft.objects.create(kind=Draft.Kind.QUESTION, owner=answer.person, about="", words=words)
    drafts.make_room(answer.person)
    return reverse("forum:ask_details", args=[draft.key])
