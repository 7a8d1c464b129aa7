"""The text search of each database, beside the entries. Both lose an entry's words with the entry.

Should a later migration rebuild the table of entries on SQLite, the trigger is lost with the old one: words without an entry are found
by nobody, for every search joins the two.
"""

from django.db import migrations

# {D, C, B, A}: the text, what stands beside it, nothing yet, titles
WEIGHTS = "{0.25, 0.15, 0.4, 1.0}"

POSTGRESQL = [
    """
    CREATE TABLE search_vector (
        entry_id bigint PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE,
        kind varchar(10) NOT NULL,
        thread varchar(40) NOT NULL,
        weight real NOT NULL,
        vector tsvector NOT NULL
    )""",
    "CREATE INDEX search_vector_words ON search_vector USING gin (vector)",
    # of a wing at most `looked_at` entries are ranked, and the best of them given
    f"""
    CREATE FUNCTION search_find(wanted tsquery, wings tsquery[], looked_at integer, most integer)
    RETURNS TABLE (found_entry bigint, found_wing integer, found_thread varchar, found_score real)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off SET jit = off AS $$
    DECLARE wing integer;
    BEGIN
        FOR wing IN 1 .. coalesce(array_length(wings, 1), 0) LOOP
            RETURN QUERY
                SELECT few.entry_id, wing, few.thread, (ts_rank('{WEIGHTS}', few.vector, wanted, 1) * few.weight)::real
                FROM (SELECT one.* FROM search_vector AS one WHERE one.vector @@ (wanted && wings[wing]) LIMIT looked_at) AS few
                ORDER BY 4 DESC LIMIT most;
        END LOOP;
    END $$""",
]
UNDO_POSTGRESQL = ["DROP FUNCTION search_find(tsquery, tsquery[], integer, integer)", "DROP TABLE search_vector"]

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5 (title, context, text, marks, tokenize = "unicode61 remove_diacritics 0")""",
    "CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry FOR EACH ROW BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END",
]
UNDO_SQLITE = ["DROP TRIGGER IF EXISTS search_entry_goes", "DROP TABLE search_words"]


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def take_away(apps, schema_editor):
    _run(schema_editor, UNDO_POSTGRESQL, UNDO_SQLITE)


def _run(schema_editor, for_postgresql, for_sqlite):
    for statement in for_postgresql if schema_editor.connection.vendor == "postgresql" else for_sqlite:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_rows_of_the_search")]
    operations = [migrations.RunPython(make, take_away)]
