"""The site is killed after it saved and before it answered. What was sent is there, once, and sending it again is no second one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from tests import build
from tests.forum.stories.writing import STORY, TITLE, a_draft, a_file, at, files_in, standing_on, stored
from tests.house.sources import ROOT

A_SITE = """
import importlib, json, os, signal, sys
import django
django.setup()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from accounts.models import User

told = json.loads(sys.argv[1])
settings.PRIVATE_ROOT = told["private"]
room = importlib.import_module(told["room"])
setattr(room, told["answer"], lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="ana@example.org"))
files = {"files": SimpleUploadedFile("desk.jpg", bytes.fromhex(told["photo"]))} if told["photo"] else {}
client.post(told["address"], told["typed"] | files)
"""


def killed(database_url: str, address: str, typed: dict, *, room: str, answer: str, photo: bytes = b"") -> int:
    """How the process ended that took this request, and died where its answer begins."""
    told = {"private": str(settings.PRIVATE_ROOT), "room": room, "answer": answer, "address": address, "typed": typed, "photo": photo.hex()}
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": database_url}
    return subprocess.run([sys.executable, "-c", A_SITE, json.dumps(told)], cwd=ROOT, env=env, timeout=120).returncode


@pytest.fixture
def story(transactional_db):
    return a_draft(build.a_member("Ana Ruiz", email="ana@example.org"))


def test_words_that_were_saved_survive(database_url, story, client_of):
    client = client_of(story.author)
    form = standing_on(client, story, "story") | STORY

    assert killed(database_url, at(story, "story"), form, room="forum.stories.views.writing", answer="after_keeping") == -signal.SIGKILL

    assert stored(story).title == TITLE
    assert client.post(at(story, "story"), form).status_code == 302  # the same form once more is no other window


def test_a_photo_that_was_saved_survives(database_url, story, client_of):
    photo = build.a_jpeg()

    assert killed(database_url, at(story, "photos"), {}, room="forum.stories.views.photos", answer="after_adding", photo=photo) == -signal.SIGKILL

    client_of(story.author).post(at(story, "photos"), {"files": a_file(photo)})
    assert [one.name for one in story.photos.all()] == ["desk.jpg"]
    assert len(files_in(settings.PRIVATE_ROOT)) == 1
