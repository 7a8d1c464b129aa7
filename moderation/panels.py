"""What an editor sees above a story's page in the CMS: whose words it is made of, and whether they said yes to the latest version."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.panels import HelpPanel, Panel

from forum.stories.models import Submission
from guide.models import StoryPage
from moderation.finals import Final


class AuthorsYes(HelpPanel):
    """Of a page that was made of a submission; nothing on any other."""

    def __init__(self, template: str = "moderation/cms_panel.html", **kwargs) -> None:
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and final_of(self.instance) is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            return super().get_context_data(parent_context) | {"final": final_of(self.instance)}


def final_of(page: StoryPage) -> Final | None:
    """None for a page that no submission became: imported, or written by staff. Kept with the page for the request."""
    if not hasattr(page, "_final"):
        story = Submission.objects.with_people().filter(page_id=page.pk).first() if page.pk else None
        page._final = Final(story) if story else None
    return page._final


def show_the_authors_yes() -> None:
    """Called once the models are there. The guide's page knows no submission, so its panel is put there from here."""
    if not any(isinstance(panel, AuthorsYes) for panel in StoryPage.content_panels):
        panels: list[Panel] = [AuthorsYes(), *StoryPage.content_panels]
        StoryPage.content_panels = panels


def may_open(request: HttpRequest, page: StoryPage) -> bool:
    return page.permissions_for_user(request.user).can_edit()
