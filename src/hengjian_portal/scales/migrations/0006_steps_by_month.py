"""Steps of life move into a table by month; what scales carry is written out as marks."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from hengjian_portal.scales.partitions import MONTHS_AT_FIRST, month_sql

APPEND_ONLY = pgtrigger.compiler.Trigger(
    name="append_only",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
        hash="c9d17868196693a29300e8239084ca94994bbd16",
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_append_only_42160",
        table="scales_lifestep",
        when="BEFORE",
    ),
)

BY_MONTH = """
ALTER TABLE scales_lifestep RENAME TO scales_lifestep_whole;
CREATE TABLE scales_lifestep (
    district varchar(6) NOT NULL,
    at timestamptz NOT NULL,
    scale_id bigint NOT NULL REFERENCES scales_scale (id) DEFERRABLE INITIALLY DEFERRED,
    number integer NOT NULL CHECK (number >= 0),
    kind varchar(30) NOT NULL,
    from_state varchar(16) NOT NULL,
    to_state varchar(16) NOT NULL,
    by_ref varchar(80) NOT NULL,
    by_body_id bigint NULL REFERENCES accounts_body (id) DEFERRABLE INITIALLY DEFERRED,
    facts jsonb NOT NULL,
    PRIMARY KEY (district, at, scale_id, number)
) PARTITION BY RANGE (at);
CREATE TABLE scales_lifestep_rest PARTITION OF scales_lifestep DEFAULT;
CREATE INDEX scales_lifestep_of_scale ON scales_lifestep (scale_id, number);
"""

FILL = """
INSERT INTO scales_lifestep
SELECT district, at, scale_id, number, kind, from_state, to_state, by_ref, by_body_id, facts
FROM scales_lifestep_whole;
SET CONSTRAINTS ALL IMMEDIATE;
DROP TABLE scales_lifestep_whole;
"""

MARKS = """
INSERT INTO scales_mark (scale_id, kind, value, issuer_id, carrier, state, issued_at, ended_at)
SELECT s.id, 'production_code', s.production_code, t.maker_id, 'label',
       CASE WHEN s.state = 'withdrawn' THEN 'void' ELSE 'live' END,
       s.made_on, CASE WHEN s.state = 'withdrawn' THEN now() END
FROM scales_scale s JOIN scales_typeapproval t ON t.id = s.type_approval_id;
INSERT INTO scales_mark (scale_id, kind, value, issuer_id, carrier, state, issued_at, ended_at)
SELECT c.scale_id, 'verification_code', c.verification_code, v.body_id, 'label',
       CASE WHEN c.void_since IS NULL THEN 'live' ELSE 'replaced' END, v.at, c.void_since
FROM scales_certificate c JOIN scales_verification v ON v.id = c.verification_id;
INSERT INTO scales_mark (scale_id, kind, value, issuer_id, carrier, state, issued_at, ended_at)
SELECT c.scale_id, 'seal', c.seal_no, v.body_id, 'lead',
       CASE WHEN c.void_since IS NULL THEN 'live'
            WHEN c.void_reason = 'opened' THEN 'broken' ELSE 'replaced' END, v.at, c.void_since
FROM scales_certificate c JOIN scales_verification v ON v.id = c.verification_id;
"""


class Migration(migrations.Migration):
    dependencies = [("scales", "0005_whole_life")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(BY_MONTH),
                *(migrations.RunSQL(month_sql(month)) for month in MONTHS_AT_FIRST),
                migrations.RunSQL(FILL),
                pgtrigger.migrations.AddTrigger(model_name="lifestep", trigger=APPEND_ONLY),
            ],
            state_operations=[
                migrations.AlterModelOptions("lifestep", {"ordering": ["at", "number"]}),
                migrations.RemoveConstraint("lifestep", "step_numbered_once"),
                migrations.RemoveIndex("lifestep", "scales_life_distric_be8d69_idx"),
                migrations.RemoveField("lifestep", "id"),
                migrations.AddField(
                    "lifestep",
                    "pk",
                    models.CompositePrimaryKey(
                        "district", "at", "scale_id", "number",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                migrations.AlterField(
                    "lifestep", "from_state", models.CharField(blank=True, max_length=16)
                ),
                migrations.AlterField("lifestep", "to_state", models.CharField(max_length=16)),
            ],
        ),
        migrations.RunSQL(MARKS),
    ]
