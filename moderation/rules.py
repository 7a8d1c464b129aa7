"""May this person decide on this post or story, and which decisions are open? Views raise on no; templates ask the same questions."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Trust, User
from accounts.promises.models import promised
from forum.discussions.models import PostState, Question
from forum.stories import rules as of_stories
from forum.stories.models import StoryState, Submission
from moderation.models import BY_REPORTS, Act, Decision, Post, Report, ReportReason


def can_decide(user: User, post: Post) -> bool:
    """Discussion moderators, never on what they wrote themselves."""
    return user.is_authenticated and user.moderates_discussions and post.author_id != user.pk


def can_look_up(user: User, question: Question) -> bool:
    """Who asked a question that does not show it. A reason goes with it; nobody need look up their own."""
    return bool(question.alias) and can_decide(user, question)


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
        PostState.ELSEWHERE: [],
    }[PostState(post.state)]
    if latest and latest.act in BY_REPORTS and post.state == PostState.HIDDEN:
        return [*acts, Act.HID]
    if reported and post.state != PostState.WAITING:
        return [Act.KEPT, *acts]
    return acts


def works_at_the_desk(user: User) -> bool:
    """Moderators; and editors of the guide, who read what may become a page."""
    return user.is_moderator or user.edits_the_guide


def can_read_stories(user: User) -> bool:
    """The story cases: whoever decides on them, and editors of the guide, who read them and prepare their pages."""
    return user.moderates_stories or user.edits_the_guide


def can_decide_on_story(user: User, story: Submission) -> bool:
    """Story moderators, never on their own."""
    return of_stories.can_decide(user, story)


def can_be_handed_over(story: Submission) -> bool:
    """From when it was sent until it is on the site, or will not be."""
    return story.state in (StoryState.WITH_EDITOR, StoryState.CHANGES_REQUESTED, StoryState.ACCEPTED)


def open_story_acts(story: Submission) -> list[Act]:
    """What can be decided on a story that is where it is. Once it has a page, what the text says is settled there."""
    if story.state == StoryState.WITH_EDITOR:
        return [Act.ACCEPTED, Act.ASKED_CHANGES, Act.DECLINED]
    if story.state == StoryState.ACCEPTED:
        return [Act.PROMOTED, Act.ASKED_CHANGES, Act.DECLINED] if story.page_id is None else [Act.DECLINED]
    return []


def hides_at_once(reporter: User | None) -> bool:
    """Whose report about a child hides a post: staff, and members of whom staff have approved something; nobody's where staff switched it off."""
    if reporter is None or not reporter.is_active or reporter.is_silenced or not promised().child_reports_hide:
        return False
    return not reporter.first_posts_wait and (reporter.is_coalition_staff or bool(reporter.trust) or reporter.first_post_approved_at is not None)


def weight_of(report: Report) -> int:
    """What it adds to the threshold at which reports hide a post together. The reporter must be loaded."""
    by, hides_nothing = report.reported_by, [ReportReason.PLACE] + ([] if promised().child_reports_hide else [ReportReason.CHILD])
    if by is None or not by.is_active or by.is_silenced or by.trust == Trust.WATCHED or report.reason in hides_nothing:
        return 0
    return 1 if by.first_posts_wait else 2


def hide_together(reports: Iterable[Report]) -> bool:
    threshold = promised().reports_hide_at
    return bool(threshold) and sum(weight_of(report) for report in reports) >= threshold
