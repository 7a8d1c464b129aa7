"""One's own: questions, replies that wait, and drafts to go on with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import members_only
from forum.discussions.models import Draft, Question, Reply
from forum.discussions.places import place_of
from forum.discussions.models import guide_home
from guide.spiral import read_spiral

AT_MOST = 100


@members_only
def my_questions(request: HttpRequest) -> HttpResponse:
    mine = Question.objects.filter(author=request.user).exclude(state="withdrawn").newest_first().with_authors()[:AT_MOST]
    replies = Reply.objects.filter(author=request.user, state__in=["waiting", "declined"]).select_related("question").order_by("-id")[:AT_MOST]
    drafts = Draft.objects.filter(owner=request.user, kind=Draft.Kind.QUESTION, posted_question=None).order_by("-saved_at")[:AT_MOST]
    spiral = read_spiral(guide_home())
    context = {"questions": [(question, place_of(question.page, spiral)) for question in mine], "replies": replies, "drafts": [draft for draft in drafts if draft.words.get("title")]}
    return render(request, "forum/my_questions.html", context)
