"""A story in five parts: kept unfinished, checked on one page, sent once."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forum.letters.models import Letter
from forum.stories import actions
from forum.stories.models import Submission
from forum.stories.parts import Part
from guide.models import Function
from tests import build
from tests.forum.discussions.words import page_of, sign_in, text_of
from tests.forum.stories.writing import STORY, TITLE, a_draft, a_photo, a_whole_draft, at, save, standing_on, stored
from tests.racing import at_once

pytestmark = pytest.mark.django_db
AFFIRM = {"affirm": "on"}


def words_of(story: Submission) -> dict[str, str]:
    return {name: getattr(stored(story), name) for name in STORY}


# ---------------------------------------------------------------- beginning


def test_a_stranger_reads_what_it_is_and_comes_back_after_signing_in(stranger_client, ana):
    milestone = build.a_milestone()
    start = f"/share/?page={milestone.pk}"

    page = stranger_client.get(start)
    press = stranger_client.post("/share/", {"page": milestone.pk})

    assert "It takes about 20 minutes" in text_of(page) and "Sign in and start" in text_of(page)
    assert "Back to Broaden collaborative leadership" in text_of(page)
    assert press.headers["Location"] == f"/accounts/login/?next=/share/%3Fpage%3D{milestone.pk}"
    back = sign_in(stranger_client, ana.email, come_back=start)
    assert "Start your story" in text_of(stranger_client.get(back.headers["Location"]))
    assert Submission.objects.count() == 0


def test_a_member_begins_with_the_milestone_they_came_from(client_of, ana):
    milestone, client = build.a_milestone(), client_of(ana)

    begun = client.post("/share/", {"page": milestone.pk})

    story = Submission.objects.get()
    assert begun.headers["Location"] == at(story, "story")
    assert (story.author, story.state, [page.pk for page in story.milestones.all()]) == (ana, "draft", [milestone.pk])
    place = client.get(at(story, "place"))
    assert re.search(rf'value="{milestone.pk}" id="id_milestones_\d+" checked', place.content.decode())
    assert "We chose the first because you came from there." in text_of(place)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1"])
def test_an_odd_page_is_no_page(client_of, ana, page):
    client_of(ana).post("/share/", {"page": page})

    assert list(Submission.objects.get().milestones.all()) == []


def test_a_second_press_begins_once_and_another_story_can_be_begun(client_of, ana):
    client = client_of(ana)
    first, again = client.post("/share/"), client.post("/share/")
    assert first.headers["Location"] == again.headers["Location"]
    story = Submission.objects.get()
    save(client, story, "story", title=TITLE, later="1")

    page, other = client.get("/share/"), client.post("/share/")

    assert f"Go on with “{TITLE}”" in text_of(page) and "Start another story" in text_of(page)
    assert other.headers["Location"] != first.headers["Location"]


def test_beginning_without_end_is_told_to_wait(client_of, ana):
    client = client_of(ana)
    for _ in range(20):
        client.post("/share/")
        Submission.objects.update(edit_number=1)

    answer = client.post("/share/")

    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert Submission.objects.count() == 20


# ---------------------------------------------------------------- the parts


def test_the_task_list_says_what_is_done_and_what_is_missing(client_of, ana):
    story = a_whole_draft(ana)
    a_photo(story)

    page = client_of(ana).get(at(story))

    assert "3 of 5 parts done" in text_of(page)
    states = re.findall(r"(Done|Needs something|Not started|Cannot start yet)", text_of(page))
    assert states == ["Done", "Done", "Needs something", "Done", "Cannot start yet"]


def test_words_are_cleaned_and_kept(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", **STORY)

    assert answer.headers["Location"] == f"{at(story, 'place')}?saved=story"
    assert words_of(story) == {
        "title": TITLE,
        "going_on": "<p>By October we had 212 children.</p><p>None of us knew.</p>",
        "did": "<p>We put <strong>one</strong> desk in the office.</p>",
        "changed": "<p>In spring the list had 131 names.</p>",
    }
    assert "We put **one** desk in the office." in page_of(client_of(ana).get(at(story, "story")))


def test_what_the_editor_sends_is_cleaned_too(client_of, ana):
    story = a_draft(ana)
    rich = {"going_on": '<div>By <strong>October</strong><br><br>we had<script>alert(1)</script> <a href="javascript:x" onclick="y">212</a></div>', "written_with": "rich"}

    save(client_of(ana), story, "story", **STORY | rich)

    assert words_of(story)["going_on"] == "<p>By <strong>October</strong></p><p>we hadalert(1) 212</p>"


def test_a_tag_typed_in_a_textarea_is_a_word(client_of, ana):
    story = a_draft(ana)

    save(client_of(ana), story, "story", **STORY | {"did": "We wrote <b>desk</b>."})

    assert words_of(story)["did"] == "<p>We wrote &lt;b&gt;desk&lt;/b&gt;.</p>"


def test_what_is_missing_is_said_twice_and_the_rest_is_kept(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", title=TITLE, going_on="By October.", did="  ", changed="")

    assert answer.status_code == 422 and "<title>Error:" in page_of(answer)
    assert [text_of(answer).count(words) for words in ("Say what you did", "Say what changed", "Give your story a title")] == [2, 2, 0]
    assert (stored(story).title, stored(story).going_on) == (TITLE, "<p>By October.</p>")


def test_unfinished_words_wait_for_another_day(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", title=TITLE, later="1")

    assert answer.headers["Location"] == f"{at(story)}?saved=story"
    assert f'data-clear-keep="story-{story.pk}-story"' in page_of(client_of(ana).get(answer.headers["Location"]))
    assert "Needs something" in text_of(client_of(ana).get(at(story)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": "x" * 141}, "Shorten the title to 140 characters"),
        ({"did": "x" * 40_001}, "Your story is longer than 40,000 characters"),
        ({"going_on": "y " * 10_000, "did": "x " * 15_000}, "Your story is longer than 40,000 characters"),
        ({"did": "<b>x</b>" * 2_001, "written_with": "rich"}, "more formatting in this than we can read"),
        ({"did": "ab\x00c"}, "a character in these words that we cannot read"),
        ({"did": "ab\ud800c".encode("utf-8", "surrogatepass")}, ""),
    ],
    ids=["long title", "long words", "long in all", "much formatting", "NUL", "half a character"],
)
def test_what_cannot_be_kept_is_said_and_shown_again(client_of, ana, typed, sentence):
    story, client = a_draft(ana), client_of(ana)
    save(client, story, "story", **STORY)

    answer = save(client, story, "story", **STORY | {"changed": "Now 120."} | typed)

    if not sentence:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert sentence in text_of(answer) and str(list(typed.values())[0])[:40].replace("\x00", "") in page_of(answer).replace("\x00", "")
    assert words_of(story)["changed"] == "<p>Now 120.</p>"
    assert client.post(at(story, "story"), standing_on(client, story, "story") | STORY | typed | {"later": "1"}).status_code == 422


def test_the_place_knows_what_the_profile_says(client_of):
    ana = build.a_member("Ana Ruiz", city="Tamarack County", state="Wisconsin")

    page = client_of(ana).get(at(a_draft(ana), "place"))

    assert 'value="Tamarack County"' in page_of(page)
    assert '<option value="WI" selected>' in page_of(page)


def test_a_place_is_kept(client_of, ana):
    story, milestone, function = a_draft(ana), build.a_milestone(), Function.objects.first()
    typed = {"city": " Tamarack   County ", "us_state": "WI", "initiative": "Desk One", "milestones": [milestone.pk], "functions": [function.pk]}

    answer = save(client_of(ana), story, "place", **typed)

    story = stored(story)
    assert answer.headers["Location"] == f"{at(story, 'photos')}?saved=place"
    assert (story.city, story.us_state, story.only_state, story.initiative) == ("Tamarack County", "WI", False, "Desk One")
    assert ([page.pk for page in story.milestones.all()], list(story.functions.all())) == ([milestone.pk], [function])


def test_only_the_state_needs_no_city(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "place", city="", us_state="WI", only_state="on", milestones=[build.a_milestone().pk])

    assert answer.status_code == 302
    assert stored(story).shown_place == "WI"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"us_state": ""}, "Choose your state"),
        ({"us_state": "XX"}, "Choose your state"),
        ({"city": ""}, "Name your city, town or county, or show only the state"),
        ({"milestones": []}, "Choose the milestone your story speaks to"),
        ({"milestones": ["1"]}, "One of these milestones is not there any more"),
        ({"milestones": ["x\x00"]}, "One of these milestones is not there any more"),
        ({"functions": ["999999"]}, "One of these is not there any more"),
        ({"functions": ["x"]}, "One of these is not there any more"),
    ],
)
def test_what_is_wrong_with_a_place_is_said(client_of, ana, typed, sentence):
    whole = {"city": "Tamarack County", "us_state": "WI", "milestones": [build.a_milestone().pk]}

    answer = save(client_of(ana), a_draft(ana), "place", **whole | typed)

    assert answer.status_code == 422
    assert text_of(answer).count(sentence) == 2


def test_three_milestones_are_enough(client_of, ana):
    story, four = a_draft(ana), [build.a_milestone(f"Milestone {number}").pk for number in range(4)]

    answer = save(client_of(ana), story, "place", city="Tamarack County", us_state="WI", milestones=four)

    assert (answer.status_code, text_of(answer).count("Choose up to three milestones")) == (422, 2)
    assert (stored(story).city, stored(story).milestones.count()) == ("Tamarack County", 0)
    assert len(re.findall(r'id="id_milestones_\d+" checked', answer.content.decode())) == 4


def test_each_credit_is_shown_as_readers_would_see_it(client_of):
    ana = build.a_member("Ana Ruiz", role="school social worker")
    story = a_whole_draft(ana)

    page = text_of(client_of(ana).get(at(story, "permission")))

    for words in ("My full name and role Ana Ruiz, school social worker", "My first name Ana", "My community only Tamarack County, WI", "Do not name me No name"):
        assert words in page


def test_without_the_site_nothing_can_be_sent_and_the_other_wishes_stay(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "permission", credit="none", uses=["print", "training"])

    assert (answer.status_code, text_of(answer).count("Say that we may publish it on this site")) == (422, 2)
    assert (stored(story).credit, stored(story).uses) == ("none", ["print", "training"])
    assert save(client_of(ana), story, "permission", credit="none", uses=["site", "print"]).headers["Location"].startswith(at(story, "check"))


# ---------------------------------------------------------------- sending


def test_the_check_page_shows_all_of_it_with_a_way_to_change_each(client_of, ana):
    story = a_whole_draft(ana)
    photo = a_photo(story)
    story.photos.update(alt="Four people around a table.", people="unsure")

    page = client_of(ana).get(at(story, "check"))

    for words in (TITLE, "By October we had 212 children. None of us knew.", "We put **one** desk", "131 names", "Tamarack County, Wisconsin", "Broaden collaborative leadership", "Four people around a table.", "We will not use it until you are.", "Ana Ruiz", "in print, with credit"):
        assert words in text_of(page)
    assert at(story, f"photos/{photo.pk}") in page_of(page)
    changes = re.findall(r'<a href="([^"#]+)[^>]*>Change<span class="vh"> ([^<]+)</span>', page_of(page))
    assert [name for _address, name in changes] == ["title", "what was going on", "what you did", "what changed", "place", "milestones", "parts of the work", "photos", "credit", "where it may be used"]
    assert {client_of(ana).get(address).status_code for address, _name in changes} == {200}


def test_a_story_is_sent_and_its_author_reads_by_when(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)

    answer = client.post(at(story, "check"), AFFIRM, follow=True)

    story = stored(story)
    assert (story.state, story.versions.count()) == ("with_editor", 1)
    assert story.affirmed_at is not None
    said = text_of(answer)
    assert "Thank you. Your story is with an editor" in said and story.reference in said
    assert f"By {date_format(story.due_on, 'l, F j')}" in said
    assert [letter.kind for letter in Letter.objects.filter(person=ana)] == ["story-sent"]
    assert f'data-clear-keep="story-{story.pk}-story"' in page_of(answer)


def test_sending_wants_the_box_and_the_house_rules_once(client_of, newcomer):
    story, client = a_whole_draft(newcomer), client_of(newcomer)

    bare, half = client.post(at(story, "check")), client.post(at(story, "check"), AFFIRM)
    assert [bare.status_code, half.status_code, stored(story).state] == [422, 422, "draft"]
    assert text_of(bare).count("Tick the box to say that you were there or have permission") == 2
    assert text_of(half).count("Tick the box to say that you are 16 or older") == 2

    client.post(at(story, "check"), AFFIRM | {"agree": "on"})
    newcomer.refresh_from_db()
    assert (stored(story).state, newcomer.house_rules_accepted_at is None) == ("with_editor", False)


def test_an_unfinished_story_cannot_be_sent(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    a_photo(story)

    answers = [client.get(at(story, "check")), client.post(at(story, "check"), AFFIRM)]

    assert [answer.headers["Location"] for answer in answers] == [at(story)] * 2
    assert stored(story).state == "draft"


def test_four_presses_at_once_send_once(transactional_db, client_of):
    ana = build.a_member()
    story, client = a_whole_draft(ana), client_of(ana)

    def press() -> str:
        window = Client()
        window.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return window.post(at(story, "check"), AFFIRM).headers["Location"]

    where = at_once(*[press] * 4)

    assert where == [at(story, "sent")] * 4
    assert (stored(story).versions.count(), Letter.objects.filter(kind="story-sent").count()) == (1, 1)


def test_a_pause_keeps_the_story(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    User.objects.update(silenced_until=timezone.now() + timezone.timedelta(days=2))

    answers = [client.post(at(story, page), AFFIRM) for page in ("check", "story", "photos")] + [client.post("/share/")]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert (stored(story).state, words_of(story)["title"]) == ("draft", TITLE)


# ---------------------------------------------------------------- whose it is, and when


PAGES = ["", "story", "place", "photos", "permission", "check", "sent"]


@pytest.mark.parametrize("page", PAGES)
def test_only_its_author_comes_in(client_of, stranger_client, ana, ben, page):
    story = a_whole_draft(ana)
    staff = [build.a_story_moderator(), build.an_editor(), build.an_administrator()]

    assert [client_of(person).get(at(story, page)).status_code for person in (ben, *staff)] == [404] * 4
    assert stranger_client.get(at(story, page)).headers["Location"].startswith("/accounts/login/?next=/share/")


def test_what_was_sent_leads_to_where_it_is_and_words_typed_meanwhile_are_shown(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    form = standing_on(client, story, "story")
    actions.send(by=ana, story=story)

    late = client.post(at(story, "story"), form | STORY | {"did": "We bought two desks."})

    assert late.status_code == 409
    assert "We bought two desks." in page_of(late) and "Take it back into your hands to change it" in text_of(late)
    assert {client.get(at(story, page)).headers["Location"] for page in PAGES[:-1]} == {at(story, "sent")}
    actions.open_for(by=build.a_story_moderator(), story=story)
    assert {client.get(at(story, page)).headers.get("Location") for page in PAGES[:-1]} == {story.get_absolute_url()}
    assert words_of(story)["did"] == f"<p>{STORY['did']}</p>"


def test_a_deleted_story_is_gone_from_every_page(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    actions.delete_draft(by=ana, story=story)

    assert [client.get(at(story, page)).status_code for page in PAGES] == [404] * len(PAGES)


# ---------------------------------------------------------------- how much it asks of the database


def queries_of(client: Client, address: str, asked) -> int:
    with asked() as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.fixture
def asked():
    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize("page", ["", "photos", "place", "check"])
def test_a_page_costs_the_same_with_one_photo_and_with_three(client_of, ana, asked, page):
    one, three, client = a_whole_draft(ana), a_whole_draft(ana), client_of(ana)
    for story, colors in ((one, ["teal"]), (three, ["teal", "navy", "gold"])):
        for color in colors:
            a_photo(story, color)
        story.photos.update(alt="A desk.", people="nobody")
    actions.save_part(by=ana, story=three, part=Part.PLACE, words={"milestones": [build.a_milestone(f"Milestone {number}") for number in range(3)]})
    client.get(at(one, page))

    assert queries_of(client, at(one, page), asked) == queries_of(client, at(three, page), asked)


def test_the_start_costs_the_same_with_one_draft_and_with_three(client_of, ana, ben, asked):
    for person, drafts in ((ana, 1), (ben, 3)):
        for _ in range(drafts):
            a_photo(a_whole_draft(person))
    clients = [client_of(ana), client_of(ben)]
    for client in clients:
        client.get("/share/")

    first, second = (queries_of(client, "/share/", asked) for client in clients)

    assert first == second


# ---------------------------------------------------------------- odd input

HUGE = "9" * 25


@pytest.mark.parametrize("address", [f"/share/{HUGE}/", f"/share/{HUGE}/story/", f"/share/{HUGE}/photos/1/", f"/share/{HUGE}/photos/{HUGE}/"])
def test_a_number_that_cannot_be_is_not_found(client_of, ana, address):
    assert client_of(ana).get(address).status_code == 404


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("story", {"title": "De\x00sk"}),
        ("story", {"title": "\u202e\u200b"}),
        ("story", {"edit_number": HUGE}),
        ("story", {"edit_number": "-1\x00", "seen": "\x00"}),
        ("place", {"city": "Tama\x00rack"}),
        ("place", {"us_state": "\x00"}),
        ("place", {"milestones": [HUGE]}),
        ("place", {"functions": [HUGE]}),
        ("place", {"functions": ["\x00"]}),
        ("permission", {"credit": "\x00", "uses": ["\x00", "site"]}),
        ("photos", {f"alt-{HUGE}": "x", "was-1": "\x00"}),
    ],
)
def test_odd_input_is_refused_in_words_or_left_out(client_of, ana, part, typed):
    story, client = a_draft(ana), client_of(ana)

    by_hand = client.post(at(story, part), {"later": "1"} | typed)
    while_typing = client.post(at(story, "keep"), {"part": part} | typed)

    assert {by_hand.status_code, while_typing.status_code} <= {200, 302, 409, 422}
    assert "\x00" not in stored(story).title + stored(story).city


def test_odd_things_done_to_photos(client_of, ana):
    story, client = a_draft(ana), client_of(ana)
    photo = a_photo(story)

    described = client.post(at(story, "photos"), {f"alt-{photo.pk}": "A\x00 desk", f"people-{photo.pk}": "everybody", "later": "1"})
    removed = client.post(at(story, f"photos/{HUGE}/remove"))

    assert (described.status_code, removed.status_code) == (422, 404)
    assert (story.photos.get().people, story.photos.count()) == ("", 1)


def test_only_the_page_with_the_editor_lets_a_style_in_by_its_nonce(client_of, ana):
    story, client = a_draft(ana), client_of(ana)

    policies = {page: client.get(at(story, page)).headers["Content-Security-Policy"] for page in ("story", "place", "photos")}

    nonce = re.search(r"style-src 'self' 'nonce-([\w/+=-]+)'", policies["story"])[1]
    assert [page for page, policy in policies.items() if "nonce" in policy or "unsafe" in policy] == ["story"]
    assert re.search(r"script-src 'self'(;|$)", policies["story"])
    assert nonce not in client.get(at(story, "story")).headers["Content-Security-Policy"]
