from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("scales", "0002_short_code")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="void_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("verified_again", "已重新检定"),
                    ("failed", "重新检定不合格"),
                    ("opened", "机壳被打开，铅封破损"),
                    ("withdrawn", "秤已报废"),
                ],
                max_length=20,
            ),
        ),
    ]
