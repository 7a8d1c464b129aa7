"""The site, and beside it the style guide and a few bare pages for the behaviours of static/js."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import path
from django.views.generic import TemplateView

from config.urls import urlpatterns as site

FRAME = """{%% extends "base.html" %%}{%% load static interface %%}{%% block title %%}Bare{%% endblock %%}
{%% block scripts %%}<script src="{%% static 'js/member.js' %%}" defer></script>{%% endblock %%}
{%% block main %%}<div class="wrap"><h1>Bare</h1>%s</div>{%% endblock %%}"""
PAGES = {
    "drafts": """<form class="stack" method="post" action="/bare/slow/" data-keep="reply-7" data-draft-url="/bare/keep/"
        data-saved-at="{{ request.GET.at }}">{% csrf_token %}<label for="body">Your reply</label>
        <textarea class="textarea" id="body" name="body">{{ request.GET.words }}</textarea><input type="password" name="secret" aria-label="Secret">
        {% include "components/count.html" with id="body" max=10 only %}{% include "components/not_sent.html" only %}
        <div class="cluster actions"><button class="btn" type="submit" name="act" value="post">Post reply</button></div>
        {% include "components/saved.html" only %}</form>
        <form method="post" action="/bare/done/" data-forgets-drafts>{% csrf_token %}<button type="submit">Sign out</button></form>""",
    "posted": '<p data-clear-keep="reply-7">Posted.</p>',
    "thread": """<p>%s</p><ol class="thread"><li><details class="fold"><summary>Show 2 replies</summary>
        <article class="post" id="reply-2"><p>Here.</p></article></details></li></ol>"""
    % ("Words. " * 900),
    "error": '<div class="errors" role="alert" tabindex="-1" data-takes-focus><h2>There is a problem</h2></div>',
}
kept: list[dict] = []
sent: list[dict] = []


def bare(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(Template(FRAME % PAGES[name]).render(RequestContext(request)))


def keep(request: HttpRequest) -> JsonResponse:
    kept.append(request.POST.dict())
    return JsonResponse({"saved_at": "2026-11-22T14:31:00-05:00"})


def slow(request: HttpRequest) -> HttpResponse:
    """Answers with nothing new, so that the browser stays on the page."""
    sent.append(request.POST.dict())
    return HttpResponse(status=204)


def done(request: HttpRequest) -> HttpResponse:
    return bare(request, "error")


urlpatterns = [
    path("styleguide/", TemplateView.as_view(template_name="styleguide.html")),
    path("bare/keep/", keep),
    path("bare/slow/", slow),
    path("bare/done/", done),
    path("bare/<slug:name>/", bare),
    *site,
]
