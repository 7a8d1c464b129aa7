"""A page of the site as its readers meet it."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from django.test import Client
from wagtail.models import Page


def read(page: Page | str, client: Client | None = None) -> BeautifulSoup:
    """The page, or what stands at an address. Without a client a stranger reads it."""
    response = (client or Client()).get(page if isinstance(page, str) else page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def links(element: Tag) -> list[tuple[str, str]]:
    """The words and the address of each link in it."""
    return [(words(link), link["href"]) for link in element.select("a[href]")]
