"""How much one request may hold is decided before any of it is read."""

from __future__ import annotations

import io

import pytest

from config.middleware import LARGEST_OF_A_MEMBER, LARGEST_OF_A_VISITOR

pytestmark = pytest.mark.django_db


class NeverRead(io.BytesIO):
    def read(self, *size):
        raise AssertionError("the body was read")


def send(client, size: int | str):
    return client.generic("POST", "/share/1/photos/add/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size), **{"wsgi.input": NeverRead()})


def test_a_stranger_sends_no_more_than_a_photo(client):
    answer = send(client, LARGEST_OF_A_VISITOR + 1)

    assert answer.status_code == 413
    assert "not signed in" in answer.content.decode()


def test_a_member_sends_no_more_than_six(client_of, ana):
    answer = send(client_of(ana), LARGEST_OF_A_MEMBER + 1)

    assert answer.status_code == 413
    assert "fewer or smaller files" in answer.content.decode()


def test_a_members_photos_go_on_to_the_story(client_of, ana):
    assert send(client_of(ana), LARGEST_OF_A_VISITOR + 1).status_code == 404  # there is no story 1: the view was asked
