"""Whose names stand in replies. The words hold them, so that every page, letter and feed reads as it was written; a row says where they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Mention(models.Model):
    """A name in a reply that leads to a post of theirs: somebody who is called by “@”, or who is quoted.

    Whose name it is says that post, an alias where it has one: there is no key to a person here. Posts are bare ids, for this room stands
    under the discussions.
    """

    reply = models.PositiveBigIntegerField(db_index=True)  # where it stands
    of_reply = models.PositiveBigIntegerField(null=True)  # the post of theirs, a reply or a question
    of_question = models.PositiveBigIntegerField(null=True)
    address = models.CharField(max_length=80)  # of that post, as the link has it
    name = models.CharField(max_length=80)  # as it stands in the words
    tells = models.BooleanField()  # they are told of it: called by “@”, and not within a quotation

    class Meta:
        verbose_name = "mention"
        constraints = [
            models.CheckConstraint(
                name="a_name_is_of_one_post", condition=Q(of_reply__isnull=False, of_question=None) | Q(of_reply=None, of_question__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["of_reply"], name="mentions_of_a_reply", condition=Q(of_reply__isnull=False)),
            models.Index(fields=["of_question"], name="mentions_of_a_question", condition=Q(of_question__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} in reply {self.reply}"
