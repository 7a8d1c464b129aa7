"""When what visitors see last changed. A page kept for visitors is dropped when this number moves."""

from django.db import models, transaction
from django.db.models import F, QuerySet, Subquery


class Freshness(models.Model):
    """One row. Its number rises after each change that a visitor could see."""

    ONLY = 1
    number = models.PositiveBigIntegerField(default=0)


def what_is_fresh() -> int:
    """One query by primary key."""
    return Freshness.objects.filter(pk=Freshness.ONLY).values_list("number", flat=True).first() or 0


def with_freshness(rows: QuerySet) -> QuerySet:
    """The number beside each row, as `fresh`: no query of its own."""
    return rows.annotate(fresh=Subquery(Freshness.objects.filter(pk=Freshness.ONLY).values("number")))


def something_changed() -> None:
    """Call it inside the change's transaction: the number rises right after the commit, so that the row is held for no time."""
    transaction.on_commit(_raise_the_number, robust=True)


def _raise_the_number() -> None:
    Freshness.objects.filter(pk=Freshness.ONLY).update(number=F("number") + 1)
