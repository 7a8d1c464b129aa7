"""The rows about field notes: who asks for one, and who answers."""

from __future__ import annotations

from tests.house.roles import Answer, get, members, post


def makers(answer: Answer) -> dict[str, Answer]:
    """Those who moderate discussions, and editors of the guide."""
    return members(403, moderator=answer, editor=answer, administrator=answer)


FIELD_NOTES = [
    get("desk/questions/<number:pk>/field-note/", "/desk/questions/{answered}/field-note/", makers(200)),
    post("desk/questions/<number:pk>/field-note/", "/desk/questions/{answered}/field-note/", makers(302), words="One bus."),
    get("desk/questions/<number:pk>/field-note/", "/desk/questions/{asked}/field-note/", makers(404)),
    get("desk/field-notes/", "/desk/field-notes/", makers(200)),
    get("desk/field-notes/<number:pk>/", "/desk/field-notes/{note}/", makers(200)),
    post("desk/field-notes/<number:pk>/", "/desk/field-notes/{note}/", makers(302), act="take-off", reason="Out of date."),
    get("my/field-notes/", "/my/field-notes/", members(200)),
    get("my/field-notes/<number:pk>/", "/my/field-notes/{note}/", members(404, author=200)),
    post("my/field-notes/<number:pk>/", "/my/field-notes/{note}/", members(404, author=302), no="1"),
]
