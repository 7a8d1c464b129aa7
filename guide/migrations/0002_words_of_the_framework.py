from django.db import migrations

FUNCTIONS = [
    "Results-Based Vision",
    "Data and Evaluation",
    "Finance and Resource Development",
    "Alignment and Integration",
    "Supportive Policy and Practice",
    "Professional Development and Technical Assistance",
    "Broad Community Engagement",
]
CHARACTERISTICS = ["Shared Ownership", "Spread", "Depth", "Sustainability"]


def load(apps, schema_editor):
    for model, names in (("Function", FUNCTIONS), ("Characteristic", CHARACTERISTICS)):
        for order, name in enumerate(names, start=1):
            apps.get_model("guide", model).objects.get_or_create(name=name, defaults={"order": order})


class Migration(migrations.Migration):
    dependencies = [("guide", "0001_pages_of_the_guide")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
