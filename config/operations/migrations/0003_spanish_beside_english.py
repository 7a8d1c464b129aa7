from django.db import migrations


def begin_spanish(apps, schema_editor):
    """Pages can be translated from now on, by those who edit the guide; a page that is not stands in English."""
    apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code="es")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="simple_translation", model="simpletranslation")
    right, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="submit_translation", defaults={"name": "Can submit translations"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Guide editors", "Administrators"]):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0002_chores_of_the_workers"),
        ("accounts", "0002_staff_groups"),
        ("guide", "0003_a_home_for_the_guide"),  # which takes the one language there is
        ("simple_translation", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(begin_spanish, migrations.RunPython.noop)]
