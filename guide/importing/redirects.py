"""The addresses of the old site lead to the new pages, for whoever kept a link to them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from guide.importing import outline
from guide.importing.tree import Tree
from guide.models import StagePage


@transaction.atomic
def point_old_addresses_here(tree: Tree | None = None) -> int:
    """A redirect for each known old address whose page is there and has none yet; says how many were made.

    They follow their page when it is moved or renamed. One that staff pointed elsewhere stays. The print form (`?print=y`) is
    led along: an address that is not known with its query is looked up without it.
    """
    tree = tree or Tree.of_the_guide()
    known = set(Redirect.objects.filter(site=None).values_list("old_path", flat=True))
    missing = {path: place for path, place in old_paths().items() if path not in known}
    pages = tree.standing_for(set(missing.values()))
    made = [Redirect(old_path=path, redirect_page_id=pages[place].pk, redirect_page_route_path=_section(path)) for path, place in missing.items() if place in pages]
    Redirect.objects.bulk_create(made)
    return len(made)


def _section(path: str) -> str:
    return StagePage.progress_section if outline.is_of_progress(path) else ""


def old_paths() -> dict[str, str]:
    """Places of the guide by the path of their old address, as redirects keep it: without a slash at the end."""
    home = urlsplit(outline.old_address("")).path
    resources = urlsplit(outline.OLD_SITE).path
    return {Redirect.normalise_path(home): ""} | {Redirect.normalise_path(resources + name): place for name, place in outline.old_names()}
