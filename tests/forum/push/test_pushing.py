"""Notices reach devices: what is told, when, and what becomes of a device that is gone. Against a push service on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from forum.discussions import actions
from forum.letters import following, notices
from forum.letters.follows import MailSettings
from forum.letters.happenings import Notice
from forum.letters.models import LetterStop
from forum.push import sending
from forum.push.models import Device, Push, Pushed
from forum.push.office import forget_old_pushes, push_what_is_due, write_due
from tests import build
from tests.forum.push.devices import Browser, Service, a_device, a_service
from tests.mail import tell_everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings) -> Iterator[Service]:
    settings.WEB_PUSH_TO_LOOPBACK = True
    with a_service() as running:
        yield running


@pytest.fixture
def firefox(service) -> Browser:
    return Browser(f"{service.url}/ana?one=1")


@pytest.fixture
def device(ana, firefox) -> Device:
    return a_device(ana, firefox)


@pytest.fixture
def question(ana):
    asked = build.a_question(ana, title="Who drives on Saturdays?")
    tell_everybody()
    return asked


def a_told_reply(question, by, **fields):
    made = build.a_reply(question, by, **fields)
    tell_everybody()
    return made


def test_a_reply_reaches_the_device_without_anybodys_name(service, firefox, device, question, ben):
    reply = a_told_reply(question, ben, body="<p>Ask Rosa, the librarian.</p>")

    push_what_is_due()

    assert service.read_by(firefox) == [{"title": "New: Who drives on Saturdays?", "path": reply.get_absolute_url()}]
    path, headers, body = service.pushes[0]
    assert (path, headers["content-encoding"], headers["ttl"]) == ("/ana?one=1", "aes128gcm", "86400")
    assert service.signed_by_us() and b"Saturdays" not in body
    assert build.fresh(device).reached_at is not None


def test_it_comes_once(service, device, question, ben):
    a_told_reply(question, ben)

    for _turn in range(3):
        push_what_is_due()

    assert len(service.pushes) == 1


def test_each_device_is_told(service, ana, device, question, ben):
    phone = Browser(f"{service.url}/phone")
    a_device(ana, phone)
    a_told_reply(question, ben)

    push_what_is_due()

    assert {path for path, _headers, _body in service.pushes} == {"/ana?one=1", "/phone"}


def test_it_waits_as_long_as_a_letter_and_not_for_what_was_seen(service, settings, ana, device, question, ben):
    settings.LETTERS_HELD_FOR = 10
    a_told_reply(question, ben)
    other = build.a_question(ana, title="Who pays?")
    a_told_reply(other, ben)
    push_what_is_due()
    assert service.pushes == []
    notices.mark_seen(build.fresh(ana), "question", question.pk)

    Notice.objects.update(made_at=F("made_at") - timedelta(minutes=11))
    Device.objects.update(added_at=F("added_at") - timedelta(hours=1))
    push_what_is_due()

    assert len(service.pushes) == 1


def test_several_within_the_hour_are_one(service, settings, firefox, device, question, ben):
    settings.LETTERS_APART = 60
    a_told_reply(question, ben)
    push_what_is_due()
    first, second = a_told_reply(question, ben), a_told_reply(question, ben)
    push_what_is_due()
    assert len(service.pushes) == 1

    Pushed.objects.update(at=F("at") - timedelta(minutes=61))
    push_what_is_due()

    assert service.read_by(firefox)[1] == {"title": "2 new: Who drives on Saturdays?", "path": first.get_absolute_url()}
    assert second.pk


def test_only_what_one_hears_at_once_is_pushed(service, ana, device, question, ben):
    following.follow("question", question.pk, person=ana, pace="daily")
    a_told_reply(question, ben)

    push_what_is_due()

    assert service.pushes == []


def test_seen_stopped_paused_or_hidden_before_it_leaves_is_not_pushed(service, ana, device, ben):
    asked = {name: build.a_question(ana, title=name) for name in ("seen", "stopped", "hidden")}
    replies = {name: a_told_reply(question, ben) for name, question in asked.items()}
    write_due()
    notices.mark_seen(build.fresh(ana), "question", asked["seen"].pk)
    LetterStop(person=ana, question=asked["stopped"].pk).keep()
    actions.take_away(replies["hidden"], to="hidden", expected=("visible",))

    push_what_is_due()
    MailSettings.objects.create(person=ana, paused_until=timezone.now() + timedelta(days=3))
    Notice.objects.filter(about=f"question:{asked['stopped'].pk}").update(pace="at_once")
    push_what_is_due()

    assert service.pushes == []
    assert not Push.objects.filter(ended_at=None).exists()


def test_it_is_written_in_the_readers_language(service, firefox, device, question, ana, ben):
    ana.speak("es")
    a_told_reply(question, ben)

    push_what_is_due()

    assert service.read_by(firefox)[0]["title"] == "Novedad: Who drives on Saturdays?"


def test_nothing_from_before_the_device_was_switched_on(service, ana, question, ben):
    a_told_reply(question, ben)
    a_device(ana, Browser(f"{service.url}/late"), added_at=timezone.now() + timedelta(seconds=1))

    push_what_is_due()

    assert service.pushes == []


@pytest.mark.parametrize("answer", [404, 410])
def test_a_device_that_is_gone_is_forgotten(service, device, question, ben, answer):
    service.answer = answer
    a_told_reply(question, ben)

    push_what_is_due()

    assert not Device.objects.exists() and not Push.objects.exists()


def test_a_service_in_trouble_is_asked_again_later(service, firefox, device, question, ben):
    service.answer, service.headers = 503, {"Retry-After": "1800"}
    a_told_reply(question, ben)
    push_what_is_due()
    waiting = Push.objects.get()
    assert (waiting.attempts, waiting.last_error[:3]) == (1, "503")
    assert timedelta(minutes=29) < waiting.due_at - timezone.now() < timedelta(minutes=31)
    push_what_is_due()
    assert len(service.pushes) == 1

    service.answer = 201
    Push.objects.update(due_at=timezone.now())
    push_what_is_due()

    assert len(service.read_by(firefox)) == 2
    assert Push.objects.get().ended_at is not None


def test_a_service_that_is_away_is_given_up_in_the_end(settings, ana, question, ben):
    settings.WEB_PUSH_TO_LOOPBACK = True
    a_device(ana, Browser("http://127.0.0.1:9/nobody"))
    a_told_reply(question, ben)

    for _turn in range(9):
        push_what_is_due()
        Push.objects.update(due_at=timezone.now())

    assert Push.objects.get().ended_at is not None and "refused" in Push.objects.get().last_error
    assert Device.objects.exists()


def test_a_service_that_lets_its_answer_drip_is_hung_up_on(service, ana, device, question, ben, monkeypatch):
    """It would say “201” after many a drop, each within the patience; what else is on its way there waits too."""
    monkeypatch.setattr(sending, "PATIENCE", 0.5)
    service.drops = 200
    other = build.a_question(ana, title="Who pays?")
    a_told_reply(question, ben)
    a_told_reply(other, ben)

    push_what_is_due()
    push_what_is_due()

    assert len(service.pushes) == 1
    assert sorted(Push.objects.values_list("attempts", flat=True)) == [0, 1]
    assert not Push.objects.filter(due_at__lte=timezone.now()).exists()


def test_a_refusal_is_not_tried_again(service, device, question, ben):
    service.answer = 400
    a_told_reply(question, ben)

    push_what_is_due()
    push_what_is_due()

    assert len(service.pushes) == 1 and Push.objects.get().last_error.startswith("400")


def test_no_redirect_is_followed(service, device, question, ben):
    service.answer, service.headers = 307, {"Location": f"{service.url}/elsewhere"}
    a_told_reply(question, ben)

    push_what_is_due()

    assert [path for path, _headers, _body in service.pushes] == ["/ana?one=1"]


def test_where_one_signed_out_nothing_comes_any_more(service, device, question, ben):
    Session.objects.filter(session_key=device.session.session_key).delete()
    a_told_reply(question, ben)

    push_what_is_due()

    assert service.pushes == [] and not Device.objects.exists()


def test_who_was_shut_out_is_told_nothing(service, ana, device, question, ben):
    a_told_reply(question, ben)
    ana.is_active = False
    ana.save(update_fields=["is_active"])

    push_what_is_due()

    assert service.pushes == []


def test_a_claimed_push_is_left_to_its_worker(service, device, question, ben):
    a_told_reply(question, ben)
    write_due()
    assert Push.objects.get().claim(timezone.now())

    push_what_is_due()
    assert service.pushes == []
    Push.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))  # it died
    push_what_is_due()

    assert len(service.pushes) == 1


def test_without_a_device_a_look_costs_one_query(django_assert_num_queries, question, ben):
    a_told_reply(question, ben)

    with django_assert_num_queries(1):
        assert push_what_is_due() == 0


def test_without_a_key_nothing_is_pushed(service, settings, device, question, ben):
    settings.WEB_PUSH_PRIVATE_KEY = ""
    a_told_reply(question, ben)

    assert push_what_is_due() == 0 and service.pushes == []


def test_old_pushes_are_forgotten(service, device, question, ben):
    a_told_reply(question, ben)
    push_what_is_due()

    Push.objects.update(ended_at=timezone.now() - timedelta(days=8))
    Pushed.objects.update(at=timezone.now() - timedelta(days=8))

    assert forget_old_pushes() == 2 and not Pushed.objects.exists()
