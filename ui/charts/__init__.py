"""The charts: Plotly figures in the look of the palette, labelled at the line's end, base case dashed grey.

Titles are findings and stand outside the figure, so that they wrap and a screen reader meets them first. Every
chart comes with its data as a table.
"""

from ui.charts.capability import months, months_table, race, race_table
from ui.charts.gantt import pipelines
from ui.charts.gantt_rows import pipelines_table
from ui.charts.money import books, books_table, cash, cash_table
from ui.charts.small import base_queue, measured, queue, queue_table, queue_told, stacks, stacks_table
from ui.charts.suppliers import developers, developers_table, market, market_table

__all__ = [
    "base_queue", "books", "books_table", "cash", "cash_table", "developers", "developers_table", "market", "market_table",
    "measured", "months", "months_table", "pipelines", "pipelines_table", "queue", "queue_table", "queue_told",
    "race", "race_table", "stacks", "stacks_table",
]  # fmt: skip
