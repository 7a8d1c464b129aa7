"""The place over a video was typed; it becomes a record. Stories keep theirs as they are: their words are bound to a yes."""

import json
import re

from django.db import migrations

PAGES = ["guidehome", "partpage", "contentpage", "stagepage", "milestonepage", "casestudypage", "toolspage", "appendixpage", "storyindexpage"]
COLUMNS = {"guidehome": ["body", "learn_more"]}
TYPED = re.compile(r"(?:(?P<county>.+ County)|(?P<city>.+)), (?P<state>[A-Z]{2})")


def choose(apps, schema_editor):
    Place = apps.get_model("guide", "Place")
    for model in PAGES:
        for column in COLUMNS.get(model, ["body"]):
            _rows(schema_editor, f"guide_{model}", "page_ptr_id", column, Place)
    _revisions(apps, Place)


def _rows(schema_editor, table, key, column, Place):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, CAST({column} AS text) FROM {table} WHERE CAST({column} AS text) LIKE %s", ["%\"video\"%"])
        for pk, raw in cursor.fetchall():
            blocks = json.loads(raw)
            if _chosen(blocks, Place):
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [json.dumps(blocks), pk])


def _revisions(apps, Place):
    Revision = apps.get_model("wagtailcore", "Revision")
    ours = Revision.objects.filter(content_type__app_label="guide", content_type__model__in=PAGES)
    for revision in ours.iterator(chunk_size=200):
        changed = False
        for column in ("body", "learn_more"):
            blocks = json.loads(revision.content.get(column) or "[]")
            if _chosen(blocks, Place):
                revision.content[column] = json.dumps(blocks)
                changed = True
        if changed:
            revision.save(update_fields=["content"])


def _chosen(blocks, Place):
    """True when a name among these blocks became a record. One that names no state stays out: a wrong place is worse than none."""
    changed = False
    for block in blocks:
        value = block.get("value")
        if block.get("type") != "video" or not isinstance(value.get("place"), str):
            continue
        typed = TYPED.fullmatch(value["place"].strip())
        where = {name: words or "" for name, words in typed.groupdict().items()} if typed else None
        if where is None and value["place"] and not value.get("title"):
            value["title"] = value["place"]  # the words are kept
        value["place"] = Place.objects.get_or_create(**where)[0].pk if where else None
        changed = True
    return changed


class Migration(migrations.Migration):
    dependencies = [("guide", "0013_opinions_about_pages"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    operations = [migrations.RunPython(choose, migrations.RunPython.noop)]
