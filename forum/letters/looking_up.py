"""Letters leave in batches. What a room looks up for one of a batch is kept for the others, and forgotten with the batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

K, V = TypeVar("K"), TypeVar("V")

_kept: ContextVar[dict[Any, dict] | None] = ContextVar("kept", default=None)


@contextmanager
def one_batch() -> Iterator[None]:
    """What is looked up within is looked up once. A batch within a batch is part of it."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def looked_up_once(find: Callable[[Collection[K]], Mapping[K, V]]) -> Callable[[Iterable[K]], dict[K, V]]:
    """For `find(keys)`, which gives what there is by key and does not depend on who asks."""

    @wraps(find)
    def found(keys: Iterable[K]) -> dict[K, V]:
        kept, keys = _kept.get(), set(keys)
        if kept is None:
            return dict(find(keys))
        known = kept.setdefault(find, {})
        missing = keys - known.keys()
        if missing:
            fresh = find(missing)
            known |= {key: fresh.get(key) for key in missing}
        return {key: known[key] for key in keys if known[key] is not None}

    return found


def made_once(make: Callable[[K], V]) -> Callable[[K], V]:
    """For `make(words)`, which takes long and is always the same."""

    @wraps(make)
    def made(words: K) -> V:
        kept = _kept.get()
        if kept is None:
            return make(words)
        known = kept.setdefault(make, {})
        if words not in known:
            known[words] = make(words)
        return known[words]

    return made
