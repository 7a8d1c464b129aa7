"""Statements that are written once: the rows are those of the query, whatever the values."""

from __future__ import annotations

import pytest
from django.db.models.sql.compiler import SQLCompiler

from forum.discussions.models import Question
from forum.discussions.threads import read_run
from forum.discussions.views.reading import read_question
from forum.prepared import prepared
from tests import build
from tests.racing import at_once


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The tables for which a statement was written."""
    tables = []
    write = SQLCompiler.as_sql

    def noted(self, *args, **options):
        tables.append(self.query.model._meta.db_table)
        return write(self, *args, **options)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    return tables


def test_each_value_gets_its_own_rows_from_a_statement_written_once(ana, ben, written):
    @prepared
    def titled(author: int, title: str, *, newest_first: bool):
        return Question.objects.filter(author=author, title=title).order_by("-pk" if newest_first else "pk")

    first, second, other = [build.a_question(by, title=title) for by, title in ((ana, "Who drives?"), (ana, "Who drives?"), (ben, "Who pays?"))]
    written.clear()

    assert titled(ana.pk, "Who drives?", newest_first=False) == [first, second]
    assert titled(ben.pk, "Who pays?", newest_first=False) == [other]
    assert titled(ben.pk, "Who drives?", newest_first=False) == []
    assert titled(ana.pk, "Who drives?", newest_first=True) == [second, first]
    assert written == ["discussions_question"] * 2  # one a form


def test_a_value_that_does_not_stand_by_itself_is_refused(db):
    @prepared
    def like(title: str):
        return Question.objects.filter(title__contains=title)

    with pytest.raises(ValueError, match="stands in the statement"):
        like("drives")


def test_a_thread_is_read_by_each_reader_with_nothing_written_anew(ana, ben, sam, written, django_assert_num_queries):
    asked = build.a_question(ana)
    build.a_reply(asked, ben)
    for reader in (ana, ben, sam):
        read_question(reader, asked.pk), read_run(asked, reader)
    written.clear()

    again = [(read_question(reader, asked.pk).pk, len(read_run(asked, reader).posts)) for reader in (ana, ben, sam)]

    assert again == [(asked.pk, 1)] * 3
    assert "discussions_question" not in written and "discussions_reply" not in written


def test_other_threads_ask_over_their_own_connections(transactional_db):
    author = build.a_member("Ana Ruiz")
    asked = build.a_question(author)
    read_question(author, asked.pk)

    assert at_once(*[lambda: read_question(author, asked.pk).title] * 3) == [asked.title] * 3
