"""What questions and replies said before they were changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.discussions.joining import stand_in
from forum.discussions.models import PostState, Question, Reply

Post = Question | Reply


class VersionQuerySet(models.QuerySet):
    def of(self, post: Post) -> VersionQuerySet:
        """Of its words, wherever they stood: a question that was a reply, a reply that was a question (joining.py)."""
        if isinstance(post, Question):
            return self.filter(Q(question=post) | Q(reply__stands_for=post, reply__state=PostState.ELSEWHERE))
        mine = Q(reply=post)
        return self.filter(mine | Q(question=post.stands_for_id) if post.stands_for_id else mine)

    def newest_first(self) -> VersionQuerySet:
        return self.order_by("-pk")


class Version(models.Model):
    """Former words of a post. They are its author's; who put others in their place is its author too, or staff (`by_staff`).

    Rows are only added, and dropped as privacy.py says. The key is the post's own, so that its number and thread may change.
    """

    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="versions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=140, blank=True)  # of a question
    body = models.TextField(blank=True)  # clean HTML, as the post's
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    was_public = models.BooleanField()  # people could read it; otherwise it is for its author and staff alone
    taken_out_at = models.DateTimeField(null=True)  # of what people can read, by its author with the change or by staff
    by_staff = models.BooleanField(default=False)  # the change put back words from before

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("former version")
        verbose_name_plural = _("former versions")
        constraints = [
            models.CheckConstraint(
                name="a_version_is_of_one_post",
                condition=Q(question__isnull=False, reply=None) | Q(question=None, reply__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id or ''}/{self.reply_id or ''} {self.pk}"

    @property
    def post(self) -> Post:
        """Where these words belong now: a question may stand in another thread as a reply, a reply as a question."""
        if self.question_id:
            return stand_in(self.question) or self.question if self.question.state == PostState.ELSEWHERE else self.question
        return self.reply.stands_for if self.reply.state == PostState.ELSEWHERE else self.reply

    @property
    def is_shown_to_all(self) -> bool:
        return self.was_public and self.taken_out_at is None
