"""The shape that the data of every chart by week has as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ui.words import Words


def weekly(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return a table with its weeks counted from 1 in the first column, values to four decimals."""
    numbered = table.round(4).reset_index(drop=True)
    numbered.insert(0, words("table.week"), np.arange(1, len(numbered) + 1))
    return numbered
