"""What feed readers follow."""

from __future__ import annotations

from html import unescape

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from accounts.access import open_to_all, same_for_all_visitors
from guide.models import StoryPage

STORIES_TOLD = 20


class FeedInLanguages(Atom1Feed):
    """The feed is in the reader's language (`xml:lang`), and each entry names its own: `item_extra_kwargs` gives `language`."""

    def item_attributes(self, item: dict) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}


class StoriesFeed(Feed):
    """The stories published last. One that is taken back is out of it at once; what a reader fetched before is in their hands."""

    feed_type = FeedInLanguages
    title = _("Stories from the Field")
    subtitle = _("What other places did as they scaled up community schools, told by the people who did it.")
    link = "/stories/"

    def items(self) -> list[StoryPage]:
        return StoryPage.objects.live().select_related("place").order_by("-first_published_at", "-pk")[:STORIES_TOLD]

    def item_title(self, item: StoryPage) -> str:
        return item.title

    def item_description(self, item: StoryPage) -> str:
        return item.lead or unescape(strip_tags(item.opening))

    def item_link(self, item: StoryPage) -> str:
        return item.address

    def item_author_name(self, item: StoryPage) -> str:
        return item.credit_line

    def item_pubdate(self, item: StoryPage):
        return item.first_published_at

    def item_updateddate(self, item: StoryPage):
        return item.last_published_at

    def item_extra_kwargs(self, item: StoryPage) -> dict[str, str]:
        return {"language": item.language}

    def item_categories(self, item: StoryPage) -> list[str]:
        return [str(item.place)] if item.place else []


_feed = StoriesFeed()


@open_to_all
@same_for_all_visitors
def stories(request: HttpRequest) -> HttpResponse:
    return _feed(request)
