"""What feed readers follow: new questions, and the replies to one."""

from __future__ import annotations

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.models import Page

from accounts.access import open_to_all, same_for_all_visitors
from forum.discussions.models import Question, Reply, guide_home
from forum.discussions.narrowing import Narrowing
from forum.discussions.views.reading import a_number
from forum.html import text_of
from guide.feeds import FeedInLanguages
from guide.models import Topic
from guide.spiral import read_spiral
from guide.templatetags.interface import sentence_case

TOLD = 20


class QuestionsFeed(Feed):
    """Of all questions, or those about one `page` of the guide, narrowed as the list is. What is hidden later is out of it at once."""

    feed_type = FeedInLanguages
    subtitle = gettext_lazy("What people are asking as they scale up community schools.")
    link = "/questions/"

    def get_object(self, request: HttpRequest) -> Narrowing:
        number = a_number(request.GET.get("page"))
        page = get_object_or_404(Page.objects.live().public(), pk=number) if number else None
        return Narrowing(request.GET, spiral=read_spiral(guide_home()), topics=Topic.objects.all(), page=page)

    def title(self, asked: Narrowing) -> str:
        return _("Questions about %s") % sentence_case(asked.page.title) if asked.page else _("Questions from the field")

    def items(self, asked: Narrowing) -> list[Question]:
        return asked.newest(TOLD)

    def item_title(self, item: Question) -> str:
        return item.title

    def item_description(self, item: Question) -> str:
        return text_of(item.body)

    def item_link(self, item: Question) -> str:
        return item.get_absolute_url()

    def item_author_name(self, item: Question) -> str:
        return item.author.shown_name

    def item_pubdate(self, item: Question):
        return item.asked_at

    def item_extra_kwargs(self, item: Question) -> dict[str, str]:
        return {"language": item.language}


class RepliesFeed(Feed):
    """The newest replies to one question."""

    feed_type = FeedInLanguages

    def get_object(self, request: HttpRequest, question_id: int) -> Question:
        return get_object_or_404(Question.objects.visible(), pk=question_id)

    def title(self, asked: Question) -> str:
        return asked.title

    def link(self, asked: Question) -> str:
        return asked.get_absolute_url()

    def items(self, asked: Question) -> list[Reply]:
        return list(asked.replies.visible().select_related("author").order_by("-number")[:TOLD])

    def item_title(self, item: Reply) -> str:
        with override(item.question.language):  # as the words under it
            return _("%s’s reply") % item.author.shown_name

    def item_description(self, item: Reply) -> str:
        return text_of(item.body)

    def item_link(self, item: Reply) -> str:
        return item.get_absolute_url()

    def item_author_name(self, item: Reply) -> str:
        return item.author.shown_name

    def item_pubdate(self, item: Reply):
        return item.replied_at

    def item_extra_kwargs(self, item: Reply) -> dict[str, str]:
        return {"language": item.question.language}


_questions, _replies = QuestionsFeed(), RepliesFeed()


@open_to_all
@same_for_all_visitors
def questions(request: HttpRequest) -> HttpResponse:
    return _questions(request)


@open_to_all
@same_for_all_visitors
def replies(request: HttpRequest, question_id: int) -> HttpResponse:
    return _replies(request, question_id=question_id)
