"""Editors look after the words that mean the same and read what was searched for; what stands on the site already is read by the worker."""

from django.db import migrations

WORDS = [
    "Roll-out, rollout, roll out",
    "MOU, memorandum of understanding, memorandum",
    "ELL, English learner, English language learner",
    "after-school, afterschool, after school, out-of-school time",
    "nonprofit, non-profit, community-based organization, CBO",
    "coordinator, resource coordinator, site director",
]
RIGHTS = [("synonym", verb) for verb in ("add", "change", "delete", "view")] + [("asked", "view")]
EVERYTHING = "everything"


def begin(apps, schema_editor):
    Synonym = apps.get_model("search", "Synonym")
    for words in WORDS:
        Synonym.objects.get_or_create(words=words)
    if apps.get_model("guide", "StagePage").objects.exists():  # a site that is in use
        apps.get_model("search", "Mark").objects.create(source=EVERYTHING)


def allow(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for model, verb in RIGHTS:
        kind, _ = ContentType.objects.get_or_create(app_label="search", model=model)
        right, _ = Permission.objects.get_or_create(content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"})
        for group in apps.get_model("auth", "Group").objects.filter(name__in=["Guide editors", "Administrators"]):
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_words_in_the_database"),
        ("accounts", "0002_staff_groups"),
        ("guide", "0001_pages_of_the_guide"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop), migrations.RunPython(allow, migrations.RunPython.noop)]
