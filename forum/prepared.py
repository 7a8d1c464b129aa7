"""Queries whose statement is written once and kept in the process; only its values change (docs/decisions/0046).

To build a query of several tables and to write its SQL takes Django longer than the database takes to answer it. Where a page is asked for
again and again, that is kept, and the rows still become models by Django's own hand.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, wraps
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

KEPT_AT_MOST = 200  # statements a query that is prepared
MARKS = 2_000_000_000  # stand for values while a statement is written; they fit every column of ids

Value = int | str


@dataclass(frozen=True)
class Statement:
    using: str
    compiler: SQLCompiler
    sql: str
    parameters: tuple
    places: tuple[tuple[int, int], ...]  # of the parameters, and of the value that belongs there

    def rows(self, values: tuple[Value, ...]) -> list[Model]:
        parameters = list(self.parameters)
        for at, number in self.places:
            parameters[at] = type(parameters[at])(values[number])
        compiler = copy(self.compiler)  # its connection is this thread's
        compiler.connection = connections[self.using]
        compiler.as_sql = lambda *args, **options: (self.sql, tuple(parameters))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        return list(ModelIterable(SimpleNamespace(db=self.using, query=query, _known_related_objects={})))


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Makes of a function that builds a query one that gives its rows, as a list of models.

    What is given by position are values: numbers and words that the statement compares with. What is given by name says how the statement
    reads, and each such form is written for itself. Nothing else may change: a query that asks for the time or for the id of a row it
    found is none to prepare. ValueError where a value does not stand in the statement by itself.
    """

    @lru_cache(KEPT_AT_MOST)
    def statement(kinds: tuple[type, ...], form: tuple[tuple[str, Any], ...]) -> Statement:
        marks = [kind(MARKS + number) for number, kind in enumerate(kinds)]
        return _written(build(*marks, **dict(form)), marks)

    @wraps(build)
    def rows(*values: Value, **form: Any) -> list[Any]:
        return statement(tuple(map(type, values)), tuple(sorted(form.items()))).rows(values)

    return rows


def _written(queryset: QuerySet, marks: list[Value]) -> Statement:
    compiler = queryset.query.get_compiler(queryset.db)
    sql, parameters = compiler.as_sql()
    names = [str(mark) for mark in marks]
    places = tuple((at, names.index(str(given))) for at, given in enumerate(parameters) if str(given) in names)
    if {number for _at, number in places} != set(range(len(marks))):
        raise ValueError(f"Not every value stands in the statement by itself: {sql}")
    return Statement(queryset.db, compiler, sql, tuple(parameters), places)
