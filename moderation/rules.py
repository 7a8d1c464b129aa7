"""May this person decide on this post, and which decisions are open? Views raise on no; templates ask the same questions."""

from __future__ import annotations

from accounts.models import User
from forum.discussions.models import PostState
from moderation.models import Act, Decision, Post


def can_decide(user: User, post: Post) -> bool:
    """Discussion moderators, never on what they wrote themselves."""
    return user.is_authenticated and user.moderates_discussions and post.author_id != user.pk


def can_see_reports(user: User, post: Post) -> bool:
    """Whoever wrote the post never learns who reported it, staff included."""
    return can_decide(user, post)


def open_acts(post: Post, latest: Decision | None, *, reported: bool) -> list[Act]:
    """What can be decided on a post that stands like this. The first is what one does most often."""
    acts = {
        PostState.WAITING: [Act.APPROVED, Act.DECLINED],
        PostState.VISIBLE: [Act.HID],
        PostState.HIDDEN: [Act.RESTORED],
        PostState.DECLINED: [Act.RESTORED],
        PostState.WITHDRAWN: [],
    }[PostState(post.state)]
    if latest and latest.act == Act.HID_BY_REPORT and post.state == PostState.HIDDEN:
        return [*acts, Act.HID]
    if reported and post.state != PostState.WAITING:
        return [Act.KEPT, *acts]
    return acts


def hides_at_once(reporter: User | None) -> bool:
    """Whose report about a child hides a post: staff, and members of whom staff have approved something."""
    if reporter is None or not reporter.is_active or reporter.is_silenced:
        return False
    return reporter.is_coalition_staff or reporter.first_post_approved_at is not None
