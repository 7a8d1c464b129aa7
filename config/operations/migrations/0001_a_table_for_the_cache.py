from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    """The cache in the database, for sites without Redis. Does nothing where another cache is set."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies: list = []
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
