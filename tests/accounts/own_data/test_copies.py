"""A copy of one's data: asked for, made by the worker, for its owner alone and for a week."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import DataCopy
from accounts.own_data import copies
from accounts.own_data.writing import write_copy
from forum.letters import bounces, following
from forum.letters.models import Letter, LetterStop
from forum.stories.photos import add_photo
from tests import build
from tests.accounts.security.people import proved, with_an_app
from tests.forum.stories import tales


@pytest.fixture
def made(ana) -> DataCopy:
    copies.ask_for_copy(ana)
    copies.make_those_asked_for()
    return DataCopy.objects.get(person=ana)


def read(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_copy_holds_ones_own_words_and_nobody_elses(ana, ben):
    asked = build.a_question(by=ana, title="Who drives on Saturdays?")
    build.a_reply(asked, by=ben, body="<p>The librarian does.</p>")
    story = tales.a_draft(ana)
    add_photo(by=ana, story=story, upload=io.BytesIO(build.a_jpeg()), name="bus.jpg")
    ana.set_password("four buses and a librarian")
    ana.save()
    copies.ask_for_copy(ana)
    assert copies.make_those_asked_for() == 1
    copy = DataCopy.objects.get(person=ana)

    zipped = read(proved(ana).get(f"/my/data/copy/{copy.key}/"))

    data, page = json.loads(zipped.read("data.json")), zipped.read("index.html").decode()
    assert [question["title"] for question in data["questions"]] == ["Who drives on Saturdays?"]
    assert data["profile"][0]["email"] == "ana@example.org"
    assert zipped.read(data["story_photos"][0]["file"])[:2] == b"\xff\xd8"
    assert "Who drives on Saturdays?" in page and "<script" not in page and "212 children" in page
    assert "librarian" not in page + json.dumps(data)
    assert ana.password not in json.dumps(data)


def as_a_page(person) -> str:
    with io.BytesIO() as file:
        write_copy(person, file)
        return " ".join(BeautifulSoup(zipfile.ZipFile(file).read("index.html"), "html.parser").get_text(" ").split())


def test_the_page_says_in_words_what_the_rows_keep_in_codes(ana, ben):
    with_an_app(ana)
    asked = build.a_question(by=ben, title="Who drives on Saturdays?")
    for kind, key in (("question", asked.pk), ("place", "UT")):
        following.follow(kind, str(key), person=ana, pace="daily")
    LetterStop(person=ana, on="place:UT").keep()
    bounces.report(ana.email, "hard", "550 no such user")

    read = as_a_page(ana)

    assert "Codes of an app on your phone" in read and "Who drives on Saturdays?" in read and read.count("Utah") == 2
    assert "Mail to you that came back" in read and "there is no such mailbox" in read and "550 no such user" in read
    assert [code for code in ("TOTP", f"question:{asked.pk}", "place:UT") if code in read] == []


def test_what_is_known_of_an_address_is_in_no_other_copy(ana, ben):
    bounces.report(ana.email, "hard", "550 no such user")

    assert "550" not in as_a_page(ben)


def test_a_code_on_its_way_is_in_no_copy(ana):
    for secret in (True, False):
        Letter.objects.create(kind="x", person=ana, address=ana.email, secret=secret, subject="A code", text="271828" if secret else "314159", message_id=f"<{secret}@x>")
    copies.ask_for_copy(ana)
    copies.make_those_asked_for()

    zipped = read(proved(ana).get(f"/my/data/copy/{ana.data_copy.key}/"))

    words = "".join(zipped.read(name).decode() for name in ("data.json", "index.html"))
    assert "314159" in words and "271828" not in words


def test_the_letter_leads_to_it(made, ana):
    letter = Letter.objects.get(person=ana, kind="data-copy")

    assert f"/my/data/copy/{made.key}/" in letter.text
    assert not letter.can_be_stopped


def test_nobody_else_gets_it(made, ben, stranger_client):
    address = f"/my/data/copy/{made.key}/"

    assert proved(ben).get(address).status_code == 404
    assert stranger_client.get(address).headers["Location"].startswith("/accounts/login/")


def test_the_link_ends_after_a_week_and_the_file_goes(made, ana, django_capture_on_commit_callbacks):
    DataCopy.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    answer = proved(ana).get(f"/my/data/copy/{made.key}/")

    assert answer.status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert copies.forget_old_copies() == 1
    assert not copies.store().exists(made.file) and not DataCopy.objects.exists()


def test_one_at_a_time(ana, client_of):
    client = client_of(ana)
    client.post("/my/data/")
    first = DataCopy.objects.get()
    client.post("/my/data/")

    assert DataCopy.objects.get() == first
    assert "We are making it." in client.get("/my/data/").content.decode()


def test_a_new_one_takes_the_place_of_the_last(made, ana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        again = copies.ask_for_copy(ana)

    assert again.pk != made.pk and DataCopy.objects.count() == 1
    assert not copies.store().exists(made.file)


def test_a_worker_that_fell_leaves_it_to_the_next(ana, monkeypatch):
    copies.ask_for_copy(ana)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(copies, "write_to", lambda *args: (_ for _ in ()).throw(RuntimeError))
        copies.make_those_asked_for()
    left = copies._files()

    DataCopy.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    assert left == []
    assert copies.make_those_asked_for() == 1


def test_a_file_without_a_row_is_swept(made, monkeypatch):
    orphan = copies.store().save(f"{copies.FOLDER}/orphan.zip", ContentFile(b"PK"))
    monkeypatch.setattr(copies, "ORPHAN_AFTER", timedelta())

    copies.forget_old_copies()

    assert not copies.store().exists(orphan) and copies.store().exists(made.file)
