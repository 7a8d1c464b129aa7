"""What the figures about letters are counted by: the mail server of a run, and what a round says of what came."""

from __future__ import annotations

import smtplib
from collections import Counter

from benchmarks.letters import Round, a_sink


def test_the_sink_keeps_when_each_letter_came_and_its_message_id(settings, tmp_path):
    settings.BENCHMARK_DIR = tmp_path

    with a_sink() as sink:
        with smtplib.SMTP(sink.url.removeprefix("smtp://")) as server:
            for name in ("one", "two", "one"):
                server.sendmail("a@example.org", "b@example.org", f"Subject: Hello\r\nMessage-ID: <{name}@x>\r\n\r\nWords.\r\n")
        came = sink.lines()

    assert [name for _moment, name in came] == ["<one@x>", "<two@x>", "<one@x>"]
    assert sorted(came) == came


def test_a_round_says_what_is_missing_and_what_came_twice():
    told = Round("a reply", {"<one@x>", "<two@x>", "<three@x>"}, Counter({"<one@x>": 2, "<two@x>": 1}), took=0.5)

    assert (told.missing, told.repeated, told.a_second) == (1, 1, 4)
