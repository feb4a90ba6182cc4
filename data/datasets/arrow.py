"""Arrow types of the columns that a declaration gives."""

from __future__ import annotations

import pyarrow as pa

ARROW: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "smallint": pa.int16(),
    "double": pa.float64(),
    "decimal(18,2)": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
"""Arrow type of each SQL type of the declarations."""
