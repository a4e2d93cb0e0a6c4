from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("scales", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="typeapproval",
            name="short_code",
            field=models.CharField(default="", max_length=6, unique=True),
            preserve_default=False,
        ),
    ]
