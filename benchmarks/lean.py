"""Near what the framework can do: nothing at all, a page of two queries, a bare reply. They pass through the same middleware."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from accounts.models import User
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
def one_row(request: HttpRequest, question_id: int) -> HttpResponse:
    """The least a post can be: who it is, and one row in a transaction."""
    with transaction.atomic():
        Draft.objects.create(owner=request.user, kind=Draft.Kind.REPLY, words={"body": request.POST["body"]})
    return redirect("/benchmarks/hello/")


@members_only
@require_POST
def reply(request: HttpRequest, question_id: int) -> HttpResponse:
    """What a bare reply view does, in nine statements: session, member, BEGIN, the thread locked, was it sent before, the row, the thread's
    and the member's counts, COMMIT. The row is a draft's and the counts are written as they are, so that it leaves the threads alone.
    """
    body = request.POST["body"].strip()
    with transaction.atomic():
        question = Question.objects.select_for_update().get(pk=question_id)
        if not Draft.objects.filter(owner=request.user, about=f"lean:{question.pk}:{len(body)}", words={}).exists():
            Draft.objects.create(owner=request.user, kind=Draft.Kind.REPLY, words={"body": body})
            Question.objects.filter(pk=question.pk).update(reply_count=F("reply_count"), last_number=F("last_number"))
            User.objects.filter(pk=request.user.pk).update(joined_at=F("joined_at"))
    return redirect("/benchmarks/hello/")
