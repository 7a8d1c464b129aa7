"""What the database itself refuses: a story on the site without an entry in force in the consent ledger.

Whether an entry covers the words is the page's own business (`StoryPage.save`): a database cannot read them. These triggers hold
where nobody asks the page: `queryset.update`, a hand at the database, two at once.

They are put in place after every migrate and taken out before one that changes something: SQLite loses those of a table that it
rebuilds, and refuses to rename a table that a trigger elsewhere names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connections, transaction

PAGE, STORY, CONSENT = "wagtailcore_page", "guide_storypage", "guide_consent"
TRIGGERS = {"guide_story_goes_live": PAGE, "guide_story_comes_live": STORY, "guide_consent_changes": CONSENT, "guide_consent_is_removed": CONSENT}

NOBODY_AGREED = "A story without a consent entry in force may not stand on the site."
STILL_ON_THE_SITE = "The story stands on the site: unpublish it before its last consent entry ends."

# Python counts days in the site's own time zone, the database in UTC: an entry's last day is left a day of play here.
IN_FORCE = {
    "sqlite": "{row}withdrawn_at IS NULL AND ({row}ends_on IS NULL OR {row}ends_on >= date('now', '-1 day'))",
    "postgresql": "{row}withdrawn_at IS NULL AND ({row}ends_on IS NULL OR {row}ends_on >= CURRENT_DATE - 1)",
}
ENTRY = f"SELECT 1 FROM {CONSENT} WHERE story_id = {{story}} AND {{in_force}}"
LIVE_STORY = f"SELECT 1 FROM {PAGE} JOIN {STORY} ON page_ptr_id = id WHERE id = {{story}} AND live"


def put_in_place(using: str = "default") -> None:
    """All of them, as they are written here. Does nothing before the tables are there."""
    connection = connections[using]
    if connection.vendor not in IN_FORCE or not _tables_are_there(using):
        return
    take_out(using)
    write = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in write():
            cursor.execute(statement)


def take_out(using: str = "default") -> None:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def missing(using: str = "default") -> list[str]:
    """Names of those that are not in the database, or are turned off."""
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connections[using].vendor]
    with connections[using].cursor() as cursor:
        cursor.execute(question)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in TRIGGERS if name not in found]


def stories_are_held(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """A system check. A warning, no error: `migrate` asks it first, and is what puts them back."""
    if not databases or "default" not in databases:
        return []
    try:
        lost = missing() if _tables_are_there("default") else []
    except DatabaseError:
        return []
    words = "The database does not hold stories back that nobody agreed to: %s." % ", ".join(lost)
    return [Warning(words, hint="Run manage.py migrate.", id="guide.W001")] if lost else []


def before_migrate(sender, *, plan, using: str, **kwargs) -> None:
    if plan and _tables_are_there(using):
        take_out(using)


def after_migrate(sender, *, using: str, **kwargs) -> None:
    put_in_place(using)


def _tables_are_there(using: str) -> bool:
    return {PAGE, STORY, CONSENT} <= set(connections[using].introspection.table_names())


def _for_sqlite() -> list[str]:
    in_force, was_in_force = IN_FORCE["sqlite"].format(row=""), IN_FORCE["sqlite"].format(row="OLD.")

    def trigger(name: str, moment: str, story: str, condition: str, words: str) -> str:
        entry = ENTRY.format(story=story, in_force=in_force)
        return (
            f"CREATE TRIGGER {name} {moment} ON {TRIGGERS[name]} FOR EACH ROW WHEN {condition} AND NOT EXISTS ({entry}) "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )

    ends = f"OLD.story_id IS NOT NULL AND {was_in_force} AND EXISTS ({LIVE_STORY.format(story='OLD.story_id')})"
    goes_live = f"NEW.live AND NOT OLD.live AND EXISTS (SELECT 1 FROM {STORY} WHERE page_ptr_id = NEW.id)"
    return [
        trigger("guide_story_goes_live", "BEFORE UPDATE OF live", "NEW.id", goes_live, NOBODY_AGREED),
        trigger("guide_story_comes_live", "AFTER INSERT", "NEW.page_ptr_id", f"EXISTS ({LIVE_STORY.format(story='NEW.page_ptr_id')})", NOBODY_AGREED),
        trigger("guide_consent_changes", "AFTER UPDATE", "OLD.story_id", ends, STILL_ON_THE_SITE),
        trigger("guide_consent_is_removed", "AFTER DELETE", "OLD.story_id", ends, STILL_ON_THE_SITE),
    ]


def _for_postgresql() -> list[str]:
    """Publishing holds the entry that it found until it is committed, so that nobody ends it in between."""
    in_force, was_in_force = IN_FORCE["postgresql"].format(row=""), IN_FORCE["postgresql"].format(row="OLD.")

    def function(name: str, story: str, condition: str, words: str) -> str:
        return f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS ({condition}) THEN
                    PERFORM 1 FROM ({ENTRY.format(story=story, in_force=in_force)} FOR SHARE) AS entry;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation';
                    END IF;
                END IF;
                RETURN NULL;
            END $$"""

    def trigger(name: str, moment: str, does: str, condition: str = "true") -> str:
        return f"CREATE TRIGGER {name} {moment} ON {TRIGGERS[name]} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {does}()"

    ends = f"OLD.story_id IS NOT NULL AND {was_in_force}"
    return [
        function("guide_page_is_agreed_to", "NEW.id", f"SELECT 1 FROM {STORY} WHERE page_ptr_id = NEW.id", NOBODY_AGREED),
        function("guide_story_is_agreed_to", "NEW.page_ptr_id", LIVE_STORY.format(story="NEW.page_ptr_id"), NOBODY_AGREED),
        function("guide_story_is_still_agreed_to", "OLD.story_id", LIVE_STORY.format(story="OLD.story_id"), STILL_ON_THE_SITE),
        trigger("guide_story_goes_live", "AFTER UPDATE OF live", "guide_page_is_agreed_to", "NEW.live AND NOT OLD.live"),
        trigger("guide_story_comes_live", "AFTER INSERT", "guide_story_is_agreed_to"),
        trigger("guide_consent_changes", "AFTER UPDATE", "guide_story_is_still_agreed_to", ends),
        trigger("guide_consent_is_removed", "AFTER DELETE", "guide_story_is_still_agreed_to", ends),
    ]
