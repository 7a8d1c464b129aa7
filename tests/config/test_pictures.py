"""Pictures leave under a fixed type; nothing else leaves this way."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_picture_is_served_under_its_type():
    default_storage.save("images/garden.width-800.jpg", ContentFile(b"<script>alert(1)</script>"))

    answer = Client().get("/media/images/garden.width-800.jpg")

    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")


@pytest.mark.parametrize("address", ["/media/images/page.html", "/media/images/none.jpg", "/media/documents/plan.pdf", "/media/images/../private/x.jpg", "/media/stories/x.jpg"])
def test_nothing_else_is(address):
    for name in ("images/page.html", "documents/plan.pdf", "stories/x.jpg"):
        default_storage.save(name, ContentFile(b"secret"))

    assert Client().get(address).status_code == 404
