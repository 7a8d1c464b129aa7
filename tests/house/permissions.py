"""Who gets what answer at which address. One row for each address pattern and method, refusals included.

An answer is a status, or SIGN_IN: sent to sign in, and back afterwards. `everyone(200)` says it for all roles; keywords say
what is different for some. Addresses may name things of the world that `tests/house/test_permissions.py` builds.
"""

from __future__ import annotations

from typing import NamedTuple

ROLES = (
    "stranger",
    "newcomer",  # has never posted
    "author",  # wrote the question and the reply that the addresses name
    "member",  # another one, with an approved post
    "silenced",
    "moderator",  # of discussions
    "story_moderator",
    "editor",
    "administrator",
)
SIGN_IN = "sign in"

Answer = int | str


class Row(NamedTuple):
    pattern: str
    method: str
    address: str
    answers: dict[str, Answer]
    words: dict[str, str] = {}

    @property
    def title(self) -> str:
        return f"{self.method} {self.address}"


def everyone(answer: Answer, **different: Answer) -> dict[str, Answer]:
    assert {*different} <= {*ROLES}, "a role that does not exist"
    return dict.fromkeys(ROLES, answer) | different


def members(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Everyone who is signed in; a stranger is asked to."""
    return everyone(answer, stranger=SIGN_IN) | different


def moderators(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Who decides about questions and replies; a stranger is asked to sign in, everyone else is refused."""
    return members(403, moderator=answer, administrator=answer) | different


def readers_of_stories(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Who reads what members sent: those who decide about stories, and editors of the guide."""
    return members(403, story_moderator=answer, editor=answer, administrator=answer) | different


def get(pattern: str, address: str, answers: dict[str, Answer]) -> Row:
    return Row(pattern, "get", address, answers)


def post(pattern: str, address: str, answers: dict[str, Answer], **words: str) -> Row:
    return Row(pattern, "post", address, answers, words)


# Wagtail asks its own permissions below this; one row for the door, and its suite for the rest.
UNDER_ONE_ROW = "cms/"
GUIDE = r"^((?:[\w\-]+/)*)$"

PERMISSIONS = [
    # ------------------------------------------------------------ the guide
    get(GUIDE, "/", everyone(200)),
    get(GUIDE, "/part-3/stage-1/", everyone(200)),
    get(GUIDE, "{milestone}", everyone(200)),
    get(GUIDE, "{story}", everyone(200)),
    get(GUIDE, "{unpublished}", everyone(404)),
    get(GUIDE, "/no-such-page/", everyone(404)),
    post("helpful/<int:page_id>/", "/helpful/{page}/", everyone(302), helped="no"),
    post("helpful/<int:page_id>/", "/helpful/999999/", everyone(404), helped="no"),
    get("helpful/<int:page_id>/", "/helpful/{page}/", everyone(405)),
    get("helpful/<uuid:key>/", "/helpful/{new_key}/", everyone(404)),
    get(UNDER_ONE_ROW, "/cms/opinions/", everyone(302, editor=200, administrator=200)),
    # ------------------------------------------------------------ coming in
    get("accounts/login/", "/accounts/login/", everyone(302, stranger=200)),
    get("accounts/login/code/confirm/", "/accounts/login/code/confirm/", everyone(302)),
    get("accounts/logout/", "/accounts/logout/", everyone(200, stranger=302)),
    post("accounts/logout/", "/accounts/logout/", everyone(302)),
    get("accounts/name/", "/accounts/name/", members(200)),
    post("accounts/name/", "/accounts/name/", members(302, silenced=403), display_name="Rosa Lind"),
    get("accounts/", "/accounts/", members(200)),
    get("accounts/time-zone/", "/accounts/time-zone/", members(200)),
    post("accounts/time-zone/", "/accounts/time-zone/", members(302), time_zone="America/Chicago"),
    post("accounts/sessions/<number:pk>/end/", "/accounts/sessions/999999/end/", members(404)),
    get("accounts/sessions/<number:pk>/end/", "/accounts/sessions/999999/end/", members(405)),
    post("accounts/sessions/end-others/", "/accounts/sessions/end-others/", members(302)),
    get("accounts/proof/", "/accounts/proof/", members(200)),
    post("accounts/proof/", "/accounts/proof/", members(200), way="send"),
    # signed in by nobody's doing of late, as all of this table's people: they prove who they are first
    get("accounts/address/", "/accounts/address/", members(302)),
    post("accounts/address/", "/accounts/address/", members(302), email="rosa@elsewhere.example"),
    get("accounts/address/confirm/", "/accounts/address/confirm/", members(302)),
    get("accounts/password/", "/accounts/password/", members(302)),
    post("accounts/password/", "/accounts/password/", members(302), password="four buses and a librarian"),
    get("accounts/login/password/", "/accounts/login/password/", everyone(302, stranger=200)),
    post("accounts/login/password/", "/accounts/login/password/", everyone(302, stranger=422), email="rosa@example.org", password="wrong"),
    post("accounts/proof/passkey/", "/accounts/proof/passkey/", members(302), credential="{{}}"),
    get("accounts/passkeys/add/", "/accounts/passkeys/add/", members(302)),
    get("accounts/passkeys/<number:pk>/", "/accounts/passkeys/999999/", members(302)),
    post("accounts/passkeys/options/", "/accounts/passkeys/options/", everyone(200)),
    get("accounts/passkeys/options/", "/accounts/passkeys/options/", everyone(405)),
    post("accounts/login/passkey/", "/accounts/login/passkey/", everyone(302, stranger=SIGN_IN), credential="{{}}"),
    get("accounts/second-step/", "/accounts/second-step/", members(302)),
    post("accounts/second-step/off/", "/accounts/second-step/off/", members(302)),
    get("accounts/second-step/off/", "/accounts/second-step/off/", members(405)),
    get("accounts/recovery-codes/", "/accounts/recovery-codes/", members(302)),
    get("accounts/login/second-step/", "/accounts/login/second-step/", everyone(302)),
    get("accounts/reset/", "/accounts/reset/", members(403, administrator=302)),
    post("accounts/reset/", "/accounts/reset/", members(403, administrator=302), email="rosa@example.org", reason="Lost the phone.", sure="yes"),
    # no provider is switched on
    post("accounts/login/with/<slug:provider_id>/", "/accounts/login/with/tulsa/", everyone(302, stranger=404)),
    get("accounts/login/with/<slug:provider_id>/back/", "/accounts/login/with/tulsa/back/?code=1&state=2", everyone(404)),
    post("accounts/providers/<slug:provider_id>/connect/", "/accounts/providers/tulsa/connect/", members(302)),
    post("accounts/providers/<number:pk>/disconnect/", "/accounts/providers/999999/disconnect/", members(302)),
    get("accounts/providers/<number:pk>/disconnect/", "/accounts/providers/999999/disconnect/", members(405)),
    get("accounts/cms/", "/accounts/cms/", everyone(403, stranger=SIGN_IN, editor=302, administrator=302)),
    get("_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/", "/_util/authenticate_with_password/1/1/", everyone(404)),
    # ------------------------------------------------------------ reading questions
    get("questions/", "/questions/", everyone(200)),
    get("questions/<number:question_id>/", "/questions/{asked}/", everyone(301)),
    get("questions/<number:question_id>/<slug:slug>/", "/questions/{asked}/{slug}/", everyone(200)),
    get("questions/<number:question_id>/<slug:slug>/", "/questions/{held}/{slug}/", everyone(404, author=200, moderator=200, administrator=200)),
    get("questions/<number:question_id>/replies/<number:number>/", "/questions/{asked}/replies/1/", everyone(302)),
    get("questions/<number:question_id>/latest/", "/questions/{asked}/latest/", everyone(302)),
    get("questions/<number:question_id>/latest/", "/questions/{held}/latest/", everyone(404, author=302, moderator=302, administrator=302)),
    get("questions/<number:question_id>/new/", "/questions/{asked}/new/?than=0", everyone(302)),
    get("questions/<number:question_id>/news/", "/questions/{asked}/news/", everyone(200)),
    get("questions/<number:question_id>/news/", "/questions/{held}/news/", everyone(404)),
    get("questions/<number:question_id>/where-this-stands/", "/questions/{asked}/where-this-stands/", members(403)),
    post("questions/<number:question_id>/where-this-stands/", "/questions/{asked}/where-this-stands/", members(403), words="One bus."),
    get("questions/<number:question_id>/replies/<number:number>/", "/questions/{other}/replies/1/", everyone(404, author=302, moderator=302, administrator=302)),
    get("feeds/questions/", "/feeds/questions/?page={page}", everyone(200)),
    get("feeds/questions/<number:question_id>/", "/feeds/questions/{asked}/", everyone(200)),
    get("feeds/questions/<number:question_id>/", "/feeds/questions/{held}/", everyone(404)),
    get("sitemap.xml", "/sitemap.xml", everyone(200)),
    get("sitemap/<slug:section>.xml", "/sitemap/questions.xml", everyone(200)),
    get("sitemap/<slug:section>.xml", "/sitemap/desk.xml", everyone(404)),
    get("robots.txt", "/robots.txt", everyone(200)),
    get("search/", "/search/?q=doors", everyone(200)),
    post("language/", "/language/", everyone(302), language="es", next="/questions/"),
    post("language/", "/language/", everyone(400), language="xx"),
    get("language/", "/language/", everyone(405)),
    # ------------------------------------------------------------ asking
    get("ask/", "/ask/?page={page}", everyone(200)),
    post("ask/", "/ask/", everyone(302), title="Who drives on Saturdays?", page="{page}"),
    get("ask/keep/", "/ask/keep/", everyone(405)),
    post("ask/keep/", "/ask/keep/", everyone(200), draft="{new_key}", kind="question", title="Who drives"),
    post("ask/keep/", "/ask/keep/", everyone(409, author=200), draft="{draft}", kind="question", title="Who drives"),
    get("ask/similar/", "/ask/similar/", everyone(405)),
    post("ask/similar/", "/ask/similar/", everyone(200), title="Who drives on Saturdays?"),
    get("ask/<uuid:key>/similar/", "/ask/{draft}/similar/", everyone(404, author=302)),
    get("ask/<uuid:key>/details/", "/ask/{draft}/details/", everyone(404, author=200)),
    post("ask/<uuid:key>/details/", "/ask/{draft}/details/", everyone(404, author=302), where="here", details="We have one van."),
    get("ask/<uuid:key>/check/", "/ask/{draft}/check/", everyone(404, author=200)),
    post("ask/<uuid:key>/check/", "/ask/{draft}/check/", everyone(404, author=302), agree="on"),
    get("ask/posted/<number:question_id>/", "/ask/posted/{held}/", members(404, author=200)),
    get("my/questions/<number:question_id>/name/", "/my/questions/{unnamed}/name/", members(404, author=200)),
    post("my/questions/<number:question_id>/name/", "/my/questions/{unnamed}/name/", members(404, author=302)),
    get("my/questions/", "/my/questions/", members(200)),
    # ------------------------------------------------------------ saved for later
    get("my/saved/", "/my/saved/", members(200)),
    get("my/saved/<slug:kind>/<slug:key>/", "/my/saved/question/{asked}/", members(200)),
    get("my/saved/<slug:kind>/<slug:key>/", "/my/saved/question/{held}/", members(404, author=200, moderator=200, administrator=200)),
    get("my/saved/<slug:kind>/<slug:key>/", "/my/saved/author/1/", members(404)),
    post("my/saved/<slug:kind>/<slug:key>/", "/my/saved/question/{asked}/", members(302), remind_on=""),
    post("my/saved/<slug:kind>/<slug:key>/", "/my/saved/question/{asked}/", members(422), remind_on="2001-01-01"),
    # ------------------------------------------------------------ answering
    get("questions/<number:question_id>/reply/", "/questions/{asked}/reply/", everyone(200)),
    post("questions/<number:question_id>/reply/", "/questions/{asked}/reply/", members(302, silenced=403), body="Ask the librarian.", agree="on"),
    post("questions/<number:question_id>/reply/", "/questions/{held}/reply/", everyone(404, author=409, moderator=409, administrator=409), body="Ask."),
    post("questions/<number:question_id>/replies/<number:number>/choose/", "/questions/{asked}/replies/1/choose/", members(403, author=302, moderator=302, administrator=302)),
    get("questions/<number:question_id>/replies/<number:number>/choose/", "/questions/{asked}/replies/1/choose/", members(405)),
    post("questions/<number:question_id>/replies/<number:number>/helped/", "/questions/{asked}/replies/1/helped/", members(302, silenced=403)),
    post("questions/<number:question_id>/replies/<number:number>/helped/", "/questions/{other}/replies/1/helped/", members(404, author=403, moderator=403, administrator=403)),
    post("questions/<number:question_id>/answering/", "/questions/{asked}/answering/", members(302, author=403, silenced=403)),
    get("questions/<number:question_id>/answering/", "/questions/{asked}/answering/", members(405)),
    post("questions/<number:question_id>/enough/", "/questions/{asked}/enough/", members(403, author=302, moderator=302, administrator=302)),
    get("questions/<number:question_id>/enough/", "/questions/{asked}/enough/", members(405)),
    get("questions/<number:question_id>/me-too/", "/questions/{asked}/me-too/", members(200, author=403, silenced=403)),
    post("questions/<number:question_id>/me-too/", "/questions/{asked}/me-too/", members(302, author=403, silenced=403)),
    get("questions/<number:question_id>/me-too/", "/questions/{held}/me-too/", members(404, author=403, moderator=403, administrator=403, silenced=404)),
    # ------------------------------------------------------------ one's own words
    get("questions/<number:question_id>/edit/", "/questions/{held}/edit/", members(404, author=200, moderator=403, administrator=403)),
    post("questions/<number:question_id>/edit/", "/questions/{held}/edit/", members(404, author=302, moderator=403, administrator=403), title="Who?", body="When?"),
    post("questions/<number:question_id>/edit/", "/questions/{asked}/edit/", members(403, author=302), title="Who?", body="When?"),
    get("questions/<number:question_id>/history/", "/questions/{asked}/history/", everyone(200)),
    get("questions/<number:question_id>/history/", "/questions/{held}/history/", everyone(404, author=200, moderator=200, administrator=200)),
    get("questions/<number:question_id>/withdraw/", "/questions/{held}/withdraw/", members(404, author=200, moderator=403, administrator=403)),
    post("questions/<number:question_id>/withdraw/", "/questions/{held}/withdraw/", members(404, author=302, moderator=403, administrator=403)),
    post("questions/<number:question_id>/withdraw/", "/questions/{asked}/withdraw/", members(403)),
    get("questions/<number:question_id>/replies/<number:number>/edit/", "/questions/{other}/replies/1/edit/", members(404, author=200, moderator=403, administrator=403)),
    post("questions/<number:question_id>/replies/<number:number>/edit/", "/questions/{other}/replies/1/edit/", members(404, author=302, moderator=403, administrator=403), body="When?"),
    get("questions/<number:question_id>/replies/<number:number>/history/", "/questions/{other}/replies/1/history/", everyone(404, author=200, moderator=200, administrator=200)),
    get("questions/<number:question_id>/replies/<number:number>/withdraw/", "/questions/{other}/replies/1/withdraw/", members(404, author=200, moderator=403, administrator=403)),
    post("questions/<number:question_id>/replies/<number:number>/withdraw/", "/questions/{other}/replies/1/withdraw/", members(404, author=302, moderator=403, administrator=403)),
    # ------------------------------------------------------------ writing a story
    get("share/", "/share/?page={page}", everyone(200)),
    post("share/", "/share/", members(302, silenced=403), page="{page}"),
    get("share/<number:story_id>/", "/share/{story_draft}/", members(404, author=200)),
    get("share/<number:story_id>/story/", "/share/{story_draft}/story/", members(404, author=200)),
    post("share/<number:story_id>/story/", "/share/{story_draft}/story/", members(404, author=302), title="Six stops", later="1"),
    post("share/<number:story_id>/story/", "/share/{story_sent}/story/", members(404, author=409), title="Six stops", later="1"),
    get("share/<number:story_id>/place/", "/share/{story_draft}/place/", members(404, author=200)),
    post("share/<number:story_id>/place/", "/share/{story_draft}/place/", members(404, author=302), city="Quillen City", later="1"),
    get("share/<number:story_id>/photos/", "/share/{story_draft}/photos/", members(404, author=200)),
    post("share/<number:story_id>/photos/", "/share/{story_draft}/photos/", members(404, author=302), later="1"),
    get("share/<number:story_id>/photos/add/", "/share/{story_draft}/photos/add/", members(404, author=405)),
    post("share/<number:story_id>/photos/add/", "/share/{story_draft}/photos/add/", members(404, author=422)),  # without a file
    get("share/<number:story_id>/photos/<number:photo_id>/", "/share/{story_sent}/photos/{photo}/", members(404, author=200, story_moderator=200, editor=200, administrator=200)),
    get("share/<number:story_id>/photos/<number:photo_id>/", "/share/{story_draft}/photos/{photo}/", members(404)),
    get("share/<number:story_id>/photos/<number:photo_id>/", "/share/{story_taken_back}/photos/{photo_taken_back}/", members(404, author=200)),
    get("share/<number:story_id>/photos/<number:photo_id>/remove/", "/share/{story_draft}/photos/{photo}/remove/", members(404, author=405)),
    post("share/<number:story_id>/photos/<number:photo_id>/remove/", "/share/{story_draft}/photos/{photo}/remove/", members(404, author=302)),
    get("share/<number:story_id>/permission/", "/share/{story_draft}/permission/", members(404, author=200)),
    post("share/<number:story_id>/permission/", "/share/{story_draft}/permission/", members(404, author=302), credit="none", later="1"),
    get("share/<number:story_id>/check/", "/share/{story_draft}/check/", members(404, author=200)),
    post("share/<number:story_id>/check/", "/share/{story_draft}/check/", members(404, author=302), affirm="on"),
    get("share/<number:story_id>/keep/", "/share/{story_draft}/keep/", everyone(405)),
    post("share/<number:story_id>/keep/", "/share/{story_draft}/keep/", everyone(404, stranger=401, author=200), part="story", title="Six stops"),
    get("share/<number:story_id>/sent/", "/share/{story_sent}/sent/", members(404, author=200)),
    # ------------------------------------------------------------ stories of one's own
    get("my/stories/", "/my/stories/", members(200)),
    get("my/stories/<number:story_id>/", "/my/stories/{story_at_end}/", members(404, author=200)),
    get("my/stories/<number:story_id>/changes/", "/my/stories/{story_asked}/changes/", members(404, author=200)),
    post("my/stories/<number:story_id>/changes/", "/my/stories/{story_asked}/changes/", members(404, author=302), title="Six stops", going_on="A", did="B", changed="C"),
    get("my/stories/<number:story_id>/final/", "/my/stories/{story_at_end}/final/", members(404, author=200)),
    post("my/stories/<number:story_id>/final/", "/my/stories/{story_at_end}/final/", members(404, author=302), not_yet="1", words="Not 131."),
    get("my/stories/<number:story_id>/recall/", "/my/stories/{story_sent}/recall/", members(404, author=200)),
    post("my/stories/<number:story_id>/recall/", "/my/stories/{story_sent}/recall/", members(404, author=302)),
    get("my/stories/<number:story_id>/take-back/", "/my/stories/{story_at_end}/take-back/", members(404, author=200)),
    post("my/stories/<number:story_id>/take-back/", "/my/stories/{story_at_end}/take-back/", members(404, author=302)),
    get("my/stories/<number:story_id>/delete/", "/my/stories/{story_draft}/delete/", members(404, author=200)),
    post("my/stories/<number:story_id>/delete/", "/my/stories/{story_draft}/delete/", members(404, author=302)),
    # ------------------------------------------------------------ the desk
    get("desk/", "/desk/", moderators(200, story_moderator=200, editor=200)),
    get("desk/log/", "/desk/log/", moderators(200, story_moderator=200)),
    get("desk/letters/", "/desk/letters/", members(403, administrator=200)),
    post("desk/letters/", "/desk/letters/", members(403, administrator=302), all="yes"),
    get("desk/questions/<number:pk>/who-asked/", "/desk/questions/{unnamed}/who-asked/", moderators(200)),
    post("desk/questions/<number:pk>/who-asked/", "/desk/questions/{unnamed}/who-asked/", moderators(302), reason="A child may be in danger."),
    get("desk/saved-replies/", "/desk/saved-replies/", moderators(200)),
    get("desk/saved-replies/new/", "/desk/saved-replies/new/", moderators(200)),
    post("desk/saved-replies/new/", "/desk/saved-replies/new/", moderators(302), name="Thanks", words="Thank you."),
    get("desk/saved-replies/<number:pk>/", "/desk/saved-replies/0/", moderators(404)),
    post("desk/saved-replies/<number:pk>/", "/desk/saved-replies/0/", moderators(404), delete="1"),
    get("desk/questions/<number:pk>/", "/desk/questions/{held}/", moderators(200)),
    get("desk/questions/<number:pk>/decide/", "/desk/questions/{held}/decide/", moderators(200)),
    post("desk/questions/<number:pk>/decide/", "/desk/questions/{held}/decide/", moderators(302), act="approved"),
    post("desk/questions/<number:pk>/decide/", "/desk/questions/{theirs}/decide/", moderators(302, moderator=403), act="hid", words="Too loud."),
    post("desk/questions/<number:pk>/place/", "/desk/questions/{held}/place/", moderators(302), page="{page}", words="It is about that."),
    get("desk/words/<number:pk>/put-back/", "/desk/words/{version}/put-back/", moderators(200)),
    post("desk/words/<number:pk>/put-back/", "/desk/words/{version}/put-back/", moderators(302), words="It was clearer."),
    get("desk/words/<number:pk>/take-out/", "/desk/words/{version}/take-out/", moderators(200)),
    post("desk/words/<number:pk>/take-out/", "/desk/words/{version}/take-out/", moderators(302), words="It names a child."),
    get("desk/questions/<number:pk>/join/", "/desk/questions/{other}/join/", moderators(200)),
    post("desk/questions/<number:pk>/join/", "/desk/questions/{other}/join/", moderators(302), to="{asked}", words="The same."),
    post("desk/questions/<number:pk>/join/", "/desk/questions/{theirs}/join/", moderators(302, moderator=403), to="{asked}", words="The same."),
    get("desk/questions/<number:pk>/close/", "/desk/questions/{other}/close/", moderators(200)),
    post("desk/questions/<number:pk>/close/", "/desk/questions/{other}/close/", moderators(302), words="Settled."),
    get("desk/questions/<number:pk>/open/", "/desk/questions/{other}/open/", moderators(200)),
    post("desk/questions/<number:pk>/open/", "/desk/questions/{other}/open/", moderators(409), words="Go on."),
    get("desk/questions/<number:pk>/pin/", "/desk/questions/{other}/pin/", moderators(200)),
    post("desk/questions/<number:pk>/pin/", "/desk/questions/{other}/pin/", moderators(302), words="Asked often."),
    get("desk/questions/<number:pk>/take-down/", "/desk/questions/{other}/take-down/", moderators(200)),
    post("desk/questions/<number:pk>/take-down/", "/desk/questions/{other}/take-down/", moderators(409), words="Enough."),
    get("desk/questions/<number:question_id>/replies/<number:number>/divide/", "/desk/questions/{asked}/replies/1/divide/", moderators(200)),
    post("desk/questions/<number:question_id>/replies/<number:number>/divide/", "/desk/questions/{asked}/replies/1/divide/", moderators(302), title="Who else?", words="Another matter."),
    get("desk/questions/<number:pk>/place/", "/desk/questions/{held}/place/", moderators(200)),
    post("desk/questions/<number:pk>/topic/", "/desk/questions/{held}/topic/", moderators(302), topic=""),
    post("desk/questions/<number:pk>/topic/", "/desk/questions/{theirs}/topic/", moderators(302, moderator=403), topic=""),
    get("desk/questions/<number:pk>/topic/", "/desk/questions/{held}/topic/", moderators(405)),
    get("desk/unanswered/<number:pk>/", "/desk/unanswered/{asked}/", moderators(200)),
    post("desk/unanswered/<number:pk>/hand-over/", "/desk/unanswered/{other}/hand-over/", moderators(302), mine="1"),
    get("desk/unanswered/<number:pk>/hand-over/", "/desk/unanswered/{other}/hand-over/", moderators(405)),
    post("desk/unanswered/<number:pk>/set-aside/", "/desk/unanswered/{other}/set-aside/", moderators(422)),
    get("desk/unanswered/<number:pk>/set-aside/", "/desk/unanswered/{other}/set-aside/", moderators(405)),
    post("desk/unanswered/<number:pk>/bring-back/", "/desk/unanswered/{other}/bring-back/", moderators(409)),
    get("desk/unanswered/<number:pk>/bring-back/", "/desk/unanswered/{other}/bring-back/", moderators(405)),
    get("desk/replies/<number:pk>/", "/desk/replies/{held_reply}/", moderators(200)),
    get("desk/replies/<number:pk>/decide/", "/desk/replies/{held_reply}/decide/", moderators(200)),
    post("desk/replies/<number:pk>/decide/", "/desk/replies/{held_reply}/decide/", moderators(302), act="declined", words="Too loud."),
    get("desk/reports/<number:pk>/", "/desk/reports/{report}/", moderators(302)),
    post("desk/approve/", "/desk/approve/", moderators(302), post="question-{held}"),
    get("desk/approve/", "/desk/approve/", moderators(405)),
    post("desk/undo/", "/desk/undo/", moderators(302, administrator=403), decision="{decision}"),  # the moderator's own
    post("desk/undo/", "/desk/undo/", moderators(404, story_moderator=404), decision="0"),
    get("desk/stories/<number:pk>/", "/desk/stories/{story_sent}/", readers_of_stories(200)),
    get("desk/stories/<number:pk>/", "/desk/stories/{story_draft}/", readers_of_stories(404)),
    get("desk/stories/<number:pk>/compare/", "/desk/stories/{story_sent}/compare/", readers_of_stories(404)),  # sent once
    get("desk/stories/<number:pk>/decide/", "/desk/stories/{story_sent}/decide/", readers_of_stories(200, editor=403)),
    post("desk/stories/<number:pk>/decide/", "/desk/stories/{story_sent}/decide/", readers_of_stories(302, editor=403), act="accepted"),
    post("desk/stories/<number:pk>/decide/", "/desk/stories/{story_of_staff}/decide/", readers_of_stories(302, story_moderator=403, editor=403), act="accepted"),
    post("desk/stories/<number:pk>/hand-over/", "/desk/stories/{story_sent}/hand-over/", readers_of_stories(302), to="{who_decides}"),
    post("desk/stories/<number:pk>/ask-the-author/", "/desk/stories/{story_at_end}/ask-the-author/", readers_of_stories(302), revision="{final}"),
    get("desk/stories/<number:pk>/ask-the-author/", "/desk/stories/{story_at_end}/ask-the-author/", readers_of_stories(405)),
    # ------------------------------------------------------------ reporting
    get("report/question/<number:question_id>/", "/report/question/{asked}/", everyone(200)),
    post("report/question/<number:question_id>/", "/report/question/{asked}/", everyone(302), reason="spam"),
    post("report/question/<number:question_id>/", "/report/question/{held}/", everyone(404), reason="spam"),
    get("report/question/<number:question_id>/sent/", "/report/question/{asked}/sent/", everyone(200)),
    get("report/reply/<number:question_id>/<number:number>/", "/report/reply/{asked}/1/", everyone(200)),
    post("report/reply/<number:question_id>/<number:number>/", "/report/reply/{asked}/1/", everyone(302), reason="child"),
    post("report/reply/<number:question_id>/<number:number>/", "/report/reply/{other}/1/", everyone(404), reason="child"),
    get("report/reply/<number:question_id>/<number:number>/sent/", "/report/reply/{asked}/1/sent/", everyone(200)),
    # ------------------------------------------------------------ letters
    get("documents/^(\\d+)/(.*)$", "/documents/1/none.pdf", everyone(404)),
    post("documents/authenticate_with_password/<int:restriction_id>/", "/documents/authenticate_with_password/1/", everyone(404)),
    get("^media/(?P<folder>images|original_images)/(?P<name>[\\w.-]+)$", "/media/images/none.jpg", everyone(404)),
    get("^media/(?P<folder>images|original_images)/(?P<name>[\\w.-]+)$", "/media/original_images/{shown_picture}", everyone(200)),
    get("^media/(?P<folder>images|original_images)/(?P<name>[\\w.-]+)$", "/media/original_images/{picture_taken_back}", everyone(404)),
    get("contents/", "/contents/", everyone(200)),
    get("feeds/stories/", "/feeds/stories/", everyone(200)),
    get("printed/<slug:name>.pdf", "/printed/{edition.name}.pdf", everyone(200)),
    get("printed/<slug:name>.pdf", "/printed/no-such-stage.pdf", everyone(404)),
    get("held/<str:name>", "/held/{held_picture}", everyone(404, editor=200, administrator=200)),
    get("held/<str:name>", "/held/{picture_taken_back}", everyone(404)),
    get("health/live", "/health/live", everyone(200)),
    get("health/ready", "/health/ready", everyone(200)),
    post("letters/inbound/", "/letters/inbound/", everyone(404)),  # no provider is set up
    post("letters/came-back/", "/letters/came-back/", everyone(404)),
    get("letters/unsubscribe/<str:token>/", "/letters/unsubscribe/{stop}/", everyone(200)),
    get("letters/unsubscribe/<str:token>/", "/letters/unsubscribe/forged/", everyone(404)),
    post("letters/unsubscribe/<str:token>/", "/letters/unsubscribe/{stop}/", everyone(200)),
    get("follow/<slug:kind>/<slug:key>/", "/follow/question/{asked}/", everyone(200)),
    post("follow/<slug:kind>/<slug:key>/", "/follow/question/{asked}/", everyone(302, stranger=422), pace="daily"),  # without an address
    get("follow/<slug:kind>/<slug:key>/", "/follow/question/{held}/", everyone(404, author=200, moderator=200, administrator=200)),
    get("follow/confirm/<str:token>/", "/follow/confirm/{follow}/", everyone(200)),
    post("follow/confirm/<str:token>/", "/follow/confirm/{follow}/", everyone(200)),
    get("follow/confirm/<str:token>/", "/follow/confirm/forged/", everyone(404)),
    get("follow/by-mail/<str:token>/", "/follow/by-mail/{mailbox}/", everyone(200)),
    post("follow/by-mail/<str:token>/", "/follow/by-mail/{mailbox}/", everyone(302)),
    get("follow/by-mail/<str:token>/", "/follow/by-mail/forged/", everyone(404)),
    get("my/following/", "/my/following/", members(200)),
    post("my/following/", "/my/following/", members(302)),
    get("my/notices/", "/my/notices/", members(200)),
    post("my/notices/", "/my/notices/", members(302), all="yes"),
    get("my/settings/", "/my/settings/", members(200)),
    post("my/settings/", "/my/settings/", members(302), replies="daily", followed="weekly", digest="yes"),
    # ------------------------------------------------------------ on other sites
    get("embed/stage/<number:page_id>/", "/embed/stage/{page}/", everyone(404)),  # a milestone
    get("embed/milestone/<number:page_id>/", "/embed/milestone/{page}/", everyone(200)),
    get("embed/story/<number:page_id>/", "/embed/story/{story_page}/", everyone(200)),
    get("embed/story/<number:page_id>/", "/embed/story/{page_of_a_story}/", everyone(404)),  # not published
    get("oembed", "/oembed?url=http://testserver{milestone}", everyone(200)),
    get("oembed", "/oembed?url=http://elsewhere.example/", everyone(404)),
    # ------------------------------------------------------------ notices on devices
    get("push-worker.js", "/push-worker.js", everyone(200)),
    get("push-app.webmanifest", "/push-app.webmanifest", everyone(200)),
    post("my/settings/devices/", "/my/settings/devices/", members(302), subscription="{{}}"),
    get("my/settings/devices/", "/my/settings/devices/", members(405)),
    post("my/settings/devices/<number:pk>/remove/", "/my/settings/devices/{device}/remove/", members(404, author=302)),
    get("my/settings/devices/<number:pk>/remove/", "/my/settings/devices/{device}/remove/", members(405)),
    # ------------------------------------------------------------ inviting
    get("asked/<str:token>/<slug:said>/", "/asked/{asked_token}/not-me/", everyone(200)),
    post("asked/<str:token>/<slug:said>/", "/asked/{asked_token}/can/", everyone(302)),
    get("asked/<str:token>/<slug:said>/", "/asked/{asked}/can/", everyone(404)),
    get("still-looking/<str:token>/", "/still-looking/{looking_token}/", everyone(200)),
    post("still-looking/<str:token>/", "/still-looking/{looking_token}/", everyone(200)),
    get("my/asked/", "/my/asked/", members(200)),
    post("my/asked/", "/my/asked/", members(302), wish="never"),
    get("my/invitations/", "/my/invitations/?about=question:{asked}", members(200)),
    post("my/invitations/", "/my/invitations/", members(302, newcomer=403, silenced=403), email="rosa@example.org"),
    get("invited/<str:token>/", "/invited/forged/", everyone(404)),
    # ------------------------------------------------------------ one's own data
    get("my/data/", "/my/data/", members(200)),
    post("my/data/", "/my/data/", members(302)),
    # as for what changes how one signs in: they prove who they are first
    get("my/data/copy/<uuid:key>/", "/my/data/copy/{new_key}/", members(302)),
    get("my/data/delete/", "/my/data/delete/", members(302)),
    post("my/data/delete/", "/my/data/delete/", members(302), sure="on"),
    get("my/data/stay/", "/my/data/stay/", members(405)),
    post("my/data/stay/", "/my/data/stay/", members(302)),
    # ------------------------------------------------------------ the CMS
    get("_util/login/", "/_util/login/", everyone(403, stranger=SIGN_IN, editor=302, administrator=302)),
    get(UNDER_ONE_ROW, "/cms/login/", everyone(403, stranger=SIGN_IN, editor=302, administrator=302)),
    get(UNDER_ONE_ROW, "/cms/", everyone(302, editor=200, administrator=200)),  # on to accounts/cms/, which refuses members
    get(UNDER_ONE_ROW, "/cms/stories/{page_of_a_story}/author/", everyone(302, editor=200, administrator=200)),
]
