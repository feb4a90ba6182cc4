"""Files into rows: read, recognise, ask, map, validate. The functions named here are the whole surface."""

from data.ingest.columns import ColumnGuess
from data.ingest.crosstab import Crosstab, unpivot
from data.ingest.headers import HeaderChange
from data.ingest.mapping import ColumnMapping, Mapping, Spread
from data.ingest.mixed import also_holds
from data.ingest.preparing import prepare
from data.ingest.questions import Question
from data.ingest.reasons import Reasons
from data.ingest.remapping import remap
from data.ingest.spreading import AS_IT_STANDS, Wide
from data.ingest.template import template
from data.ingest.understanding import Understanding, table_sheets, understand
from data.ingest.untrusted import read_file
from data.ingest.workbook import Workbook

__all__ = [
    "AS_IT_STANDS",
    "ColumnGuess",
    "ColumnMapping",
    "Crosstab",
    "HeaderChange",
    "Mapping",
    "Question",
    "Reasons",
    "Spread",
    "Understanding",
    "Wide",
    "Workbook",
    "also_holds",
    "prepare",
    "read_file",
    "remap",
    "table_sheets",
    "template",
    "understand",
    "unpivot",
]
