"""Who may invite. Views raise, templates ask the same."""

from __future__ import annotations

from accounts.models import User


def may_invite(user: User) -> bool:
    """Staff, and members of whom a post was approved: letters to strangers are not for somebody whom nobody here has read."""
    return bool(user.is_authenticated and user.display_name and not user.is_silenced and not user.first_posts_wait)
