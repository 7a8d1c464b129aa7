"""Near what the framework can do: nothing at all, a page of two queries, a post of one row. They pass through the same middleware."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from forum.discussions.models import Draft, Question

POSTS = 20


@open_to_all
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@open_to_all
def thread(request: HttpRequest, question_id: int) -> HttpResponse:
    question = Question.objects.select_related("author").get(pk=question_id)
    replies = question.replies.select_related("author").order_by("path")[:POSTS]
    return render(request, "benchmarks/lean.html", {"question": question, "replies": replies})


@members_only
@require_POST
def reply(request: HttpRequest, question_id: int) -> HttpResponse:
    with transaction.atomic():
        Draft.objects.create(owner=request.user, kind=Draft.Kind.REPLY, words={"body": request.POST["body"]})
    return redirect("/benchmarks/hello/")
