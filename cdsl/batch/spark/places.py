"""Where tables are kept: a path of this machine, a URL, or a table of one of Spark's catalogs.

Floor 4. What is written says which; what is there is another's to find out.
"""

import re
from pathlib import Path
from typing import Final

from pyspark.sql import SparkSession

from cdsl.batch.spark.hadoop import AtUrl
from cdsl.batch.spark.storage import OnThisMachine, StoredPath

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_CATALOG: Final = "spark:"
"""What a table of Spark's own catalogs is written with, such as `spark:crm.people`."""


def is_url(written: str) -> bool:
    """Whether a place is written as a URL; it may be one of this machine all the same."""
    return _URL.match(written) is not None


def table_in_catalog(written: str) -> str | None:
    """The name of a table that one of Spark's catalogs has; None for what is a place."""
    return written.removeprefix(_CATALOG) if written.startswith(_CATALOG) else None


def stored_path(session: SparkSession, written: str) -> StoredPath:
    """What a path or a URL leads to."""
    if is_url(written):
        return AtUrl(session, written.rstrip("/"))
    return OnThisMachine(Path(written).absolute())
