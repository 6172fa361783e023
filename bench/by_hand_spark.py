"""What `batch_campaign.cdsl` does, written by hand in Spark's SQL, from Parquet to Parquet.

Who is in the flow, with what the writes need, is cached; these are one statement a table. It may
know what `by_hand` may, and that lists are small.
"""

from pathlib import Path
from typing import Final

from pyspark.sql import SparkSession

from bench.by_hand import COLUMNS, TABLES
from bench.crowd import NOW, Crowd

CLOCK: Final = f"TIMESTAMP '{NOW.isoformat()}'"

TWELVE: Final = """
    lower(country) IN ('italy', 'france', 'germany')
    AND unsubscribed IS NOT TRUE
    AND (lower(industry) = 'software' OR contains(lower(industry), 'tech'))
    AND (
        contains(lower(title), 'chief')
        OR contains(lower(title), 'vice president')
        OR score BETWEEN 60 AND 80
    )
    AND (
        employees >= 500
        OR acquired_on >= DATE '2026-06-01'
        OR last_activity >= DATE '2026-10-01'
    )
    AND lower(state) IS DISTINCT FROM 'ca'
    AND (email IS NULL OR NOT contains(lower(email), '@example.org'))
"""
"""The smart list of 12 predicates alone."""

ACTIVE: Final = f"""
SELECT
    person_id,
    count_if(activity = 'open_email') AS opened,
    count_if(activity = 'click_email' AND at >= {CLOCK} - INTERVAL 30 DAYS) AS clicked
FROM activities
WHERE
    at BETWEEN {CLOCK} - INTERVAL 60 DAYS AND {CLOCK}
    AND activity IN ('open_email', 'click_email')
GROUP BY person_id
HAVING opened >= 2
"""

# No `WITH`: of a union over a cached query that has one, Spark takes only the first part from the
# cache, and works the others out anew.
FLOW: Final = f"""
CACHE TABLE flow AS
SELECT
    id,
    row_number() OVER (ORDER BY CAST(id AS BIGINT)) AS run,
    before,
    status,
    gained,
    CASE gained WHEN 15 THEN '1.1.1' WHEN 10 THEN '1.2.1' ELSE '1.3.1' END AS choice,
    reached,
    is_keen AND reached >= 60 AS passed,
    CASE WHEN is_keen AND reached >= 60 THEN reached - 5 ELSE reached END AS left_with,
    status IS DISTINCT FROM 'Engaged' AS engaged,
    is_keen AND reached >= 60 AND NOT was_hot AS made_hot,
    NOT was_contacted AS contacted
FROM (
    SELECT
        id,
        score AS before,
        lead_status AS status,
        CASE
            WHEN contains(lower(title), 'chief') THEN 15L WHEN score >= 50 THEN 10L ELSE 5L
        END AS gained,
        coalesce(score, 0) + gained AS reached,
        coalesce(opted_in, false) AND clicked > 0 AS is_keen,
        hot.person_id IS NOT NULL AS was_hot,
        contacted.person_id IS NOT NULL AS was_contacted
    FROM people
    JOIN ({ACTIVE}) AS active ON active.person_id = id
    LEFT ANTI JOIN lists AS customers
        ON customers.list = 'Customers' AND customers.person_id = id
    LEFT JOIN lists AS hot ON hot.list = 'Hot' AND hot.person_id = id
    LEFT JOIN lists AS contacted ON contacted.list = 'Contacted' AND contacted.person_id = id
    WHERE ({TWELVE}) OR (unsubscribed IS NOT TRUE AND score >= 10)
)
"""

LISTED: Final = """
SELECT list, person_id FROM lists
UNION ALL SELECT 'Contacted', id FROM flow WHERE contacted
UNION ALL SELECT 'Hot', id FROM flow WHERE made_hot
"""

ENTERED: Final = f"""
SELECT 'Reach out' AS campaign, id AS person_id, {CLOCK} AS at FROM flow
UNION ALL SELECT 'Pass on', id, {CLOCK} FROM flow WHERE passed
"""


def in_spark(crowd: Crowd, out: Path, session: SparkSession) -> None:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it.

    Each table becomes a folder, which is replaced.
    """
    for table, path in (
        ("people", crowd.people),
        ("activities", crowd.activities),
        ("lists", crowd.lists),
    ):
        session.read.parquet(f"file://{path}").createOrReplaceTempView(table)
    session.sql(FLOW)
    queries = (_people(session.table("people").columns), _log(), LISTED, ENTERED)
    for table, query in zip(TABLES, queries, strict=True):
        session.sql(f"INSERT OVERWRITE DIRECTORY 'file://{out / table}' USING parquet {query}")
    session.sql("UNCACHE TABLE flow")
    session.sql("DROP VIEW flow")


def _people(columns: list[str]) -> str:
    """People after it; nobody in the flow is left without a score."""
    changed = {
        "score": "coalesce(left_with, score)",
        "lead_status": "CASE WHEN flow.id IS NULL THEN lead_status ELSE 'Engaged' END",
    }
    shown = ", ".join(f"{changed.get(name, f'people.{name}')} AS {name}" for name in columns)
    return f"SELECT {shown} FROM people LEFT JOIN flow ON flow.id = people.id"


# The log ----------------------------------------------------------------------------------------


def _log() -> str:
    """What each step has left, of whom it changed anything, in one file: of six, five are small."""
    steps = (
        _left(
            "change_score",
            "Reach out",
            "choice",
            score="'score'",
            change="gained",
            new_value="CAST(reached AS STRING)",
            old_value="CAST(before AS STRING)",
            reason="""'Campaign "Reach out" step ' || choice""",
        ),
        _left(
            "change_data_value",
            "Reach out",
            "'2'",
            "engaged",
            attribute="'lead_status'",
            new_value="'Engaged'",
            old_value="status",
            reason="""'Campaign "Reach out" step 2'""",
            source="'flow'",
        ),
        _left(
            "execute_campaign",
            "Reach out",
            "'3'",
            campaign="'Pass on'",
            qualified="passed",
            parent="'Reach out'",
            parent_tokens="false",
        ),
        _left("add_to_list", "Pass on", "'1'", "made_hot", list="'Hot'"),
        _left(
            "change_score",
            "Pass on",
            "'2'",
            "passed",
            score="'score'",
            change="-5L",
            new_value="CAST(left_with AS STRING)",
            old_value="CAST(reached AS STRING)",
            reason="""'Campaign "Pass on" step 2'""",
        ),
        _left("add_to_list", "Reach out", "'4'", "contacted", list="'Contacted'"),
    )
    return f"SELECT /*+ COALESCE(1) */ * FROM ({' UNION ALL '.join(steps)})"


def _left(activity: str, campaign: str, step: str, where: str = "true", /, **values: str) -> str:
    columns = {
        "person_id": "id",
        "activity": f"'{activity}'",
        "at": CLOCK,
        "by_campaign": f"'{campaign}'",
        "by_run": "CAST(run AS BIGINT)",
        "by_step": step,
        **values,
    }
    nothing = {name: f"CAST(NULL AS {_TYPES.get(name, 'STRING')})" for name in COLUMNS}
    shown = ", ".join(f"{value} AS {name}" for name, value in (nothing | columns).items())
    return f"SELECT {shown} FROM flow WHERE {where}"


_TYPES: Final = {"change": "BIGINT", "qualified": "BOOLEAN", "parent_tokens": "BOOLEAN"}
"""Of columns of the log, where these are no texts."""
