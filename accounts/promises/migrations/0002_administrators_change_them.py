from django.db import migrations


def allow(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="promises", model="promises")
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="change_promises", defaults={"name": "Can change promises and thresholds"}
    )
    for group in Group.objects.filter(name="Administrators"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_what_staff_promise"), ("accounts", "0002_staff_groups")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
