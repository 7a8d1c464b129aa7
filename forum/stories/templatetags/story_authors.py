"""Who told a story: {% load story_authors %}."""

from django import template

from accounts.models import User
from forum.stories.following import named_author
from guide.models import StoryPage

register = template.Library()


@register.simple_tag
def author_to_follow(page: StoryPage) -> User | None:
    """The member who told it, where its credit names them in full. One query, none for a story that credits nobody."""
    return named_author(page) if page.credit_line else None
