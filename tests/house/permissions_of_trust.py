"""The rows about members and each other: blocking, and how far staff trust them."""

from __future__ import annotations

from tests.house.roles import get, members, moderators, post

TRUST = [
    get("block/question/<number:question_id>/", "/block/question/{asked}/", members(200, author=403)),
    post("block/question/<number:question_id>/", "/block/question/{asked}/", members(302, author=403)),
    get("block/question/<number:question_id>/", "/block/question/{unnamed}/", members(200, author=403)),
    get("block/question/<number:question_id>/", "/block/question/{held}/", members(404)),
    get("block/reply/<number:question_id>/<number:number>/", "/block/reply/{asked}/1/", members(200)),
    post("block/reply/<number:question_id>/<number:number>/", "/block/reply/{asked}/1/", members(302)),
    get("block/reply/<number:question_id>/<number:number>/", "/block/reply/{asked}/99/", members(404)),
    get("my/blocked/", "/my/blocked/", members(200)),
    post("my/blocked/", "/my/blocked/", members(302), block="1"),
    get("desk/people/", "/desk/people/", moderators(200)),
    get("desk/people/<number:pk>/", "/desk/people/{author_pk}/", moderators(200)),
    get("desk/people/<number:pk>/", "/desk/people/{who_decides}/", moderators(200)),
    get("desk/people/<number:pk>/", "/desk/people/999999/", moderators(404)),
    post("desk/people/<number:pk>/", "/desk/people/{author_pk}/", moderators(302), trust="watched", reason="Three complaints."),
    post("desk/people/<number:pk>/", "/desk/people/{who_decides}/", moderators(403), trust="watched", reason="Three complaints."),
    get("desk/people/<number:pk>/undo/", "/desk/people/{author_pk}/undo/", moderators(405)),
    post("desk/people/<number:pk>/undo/", "/desk/people/{author_pk}/undo/", moderators(404), decision="1"),
]
