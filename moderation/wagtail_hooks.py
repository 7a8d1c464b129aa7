"""The CMS learns the acts of the desk, and asks where questions go before a page is deleted. One hook a function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from forum.discussions.models import Question, guide_home
from forum.discussions.pages import questions_of, send_to
from guide.models import StoryPage
from moderation.forms import PlaceForm
from moderation.history import IN_SITE_HISTORY
from moderation.panels import final_of

TOOK_QUESTIONS = "forum.take_questions"


@hooks.register("register_log_actions")
def name_the_acts_of_the_desk(actions) -> None:
    for act, (name, label, sentence) in IN_SITE_HISTORY.items():
        formatter = type(f"Formatter{act}", (ActOfTheDesk,), {"label": label, "message": sentence})
        actions.register_action(name)(formatter)
    actions.register_action(TOOK_QUESTIONS, _("Take questions of a deleted page"), _("Questions of a deleted page came here"))


class ActOfTheDesk(LogFormatter):
    """“Approved question 12”. The entry holds ids only; the desk knows the words."""

    def format_message(self, log_entry: PageLogEntry) -> str:
        if story := log_entry.data.get("story"):
            return f"{self.message} {_('story %(story)s') % {'story': story}}"
        question, reply = log_entry.data.get("question"), log_entry.data.get("reply")
        which = _("reply %(reply)s to question %(question)s") if reply else _("question %(question)s")
        return f"{self.message} {which % {'question': question, 'reply': reply}}"


@hooks.register("register_admin_urls")
def serve_the_authors_yes() -> list:
    return [path("stories/", include("moderation.cms_urls"))]


@hooks.register("register_page_header_buttons")
def lead_to_the_authors_yes(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the menu of a page that was made of a submission."""
    story = page.specific_deferred
    if isinstance(story, StoryPage) and final_of(story) and page.permissions_for_user(user).can_edit():
        yield Button(_("The author’s yes"), reverse("moderation_cms:authors_yes", args=[page.pk]), icon_name="user", priority=5)


@hooks.register("before_delete_page")
def ask_where_questions_go(request: HttpRequest, page: Page) -> HttpResponse | None:
    return find_them_a_page(request, [page])


@hooks.register("before_bulk_action")
def ask_where_questions_of_many_go(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    if action_type == "delete" and issubclass(action.model, Page):
        return find_them_a_page(request, objects)
    return None


def find_them_a_page(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """None lets the deletion go on, in the same transaction; a page asks first while questions would be left without one."""
    if request.method != "POST" or not _is_confirmed(request):
        return None
    going = _with_what_is_below(pages)
    ids = list(going.select_for_update().values_list("pk", flat=True))  # nobody asks here from now on
    if guide_home().pk in ids:
        return render(request, "moderation/cms_home_stays.html", {"page": guide_home()}, status=409)
    questions = questions_of(going)
    number = questions.count()
    if not number:
        return None
    sent = "questions-page" in request.POST
    form = PlaceForm(request.POST if sent else None, prefix="questions", but_not=ids)
    if not form.is_valid():
        context = {"form": form, "number": number, "examples": questions.order_by("-id")[:5], "pages": pages, "kept": _kept(request)}
        return render(request, "moderation/cms_questions.html", context, status=422 if sent else 200)
    take_along(request, questions, form.cleaned_data["page"])
    return None


def take_along(request: HttpRequest, questions: QuerySet[Question], page: Page) -> None:
    """The questions to their new page, with an entry in its history."""
    ids = list(questions.order_by("pk").values_list("pk", flat=True))
    send_to(page, questions)
    log(instance=page, action=TOOK_QUESTIONS, user=request.user, data={"questions": ids})
    number = len(ids)
    words = ngettext("%(number)d question now stands on “%(page)s”.", "%(number)d questions now stand on “%(page)s”.", number)
    messages.success(request, words % {"number": number, "page": page.title})


def _is_confirmed(request: HttpRequest) -> bool:
    """Wagtail lets large deletions be confirmed by typing the site's name, and asks again when it is another."""
    typed = request.POST.get("confirm_site_name")
    return not typed or typed == settings.WAGTAIL_SITE_NAME


def _with_what_is_below(pages: Iterable[Page]) -> QuerySet[Page]:
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return Page.objects.filter(below).order_by("path")


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What Wagtail's own page sent, to be sent again with the answer."""
    return [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" and not name.startswith("questions-") for value in values]
