from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_copies_of_ones_data_and_leaving")]

    operations = [
        migrations.AddField(
            "user",
            "community",
            models.CharField(
                blank=True,
                choices=[("rural", "Countryside or village"), ("town", "Small town"), ("suburb", "Suburb"), ("city", "City"), ("large_city", "Large city"), ("tribal", "Tribal community")],
                max_length=10,
                verbose_name="kind of community",
            ),
        ),
        migrations.AddField("user", "show_organisation", models.BooleanField(default=False, verbose_name="show my organization")),
    ]
