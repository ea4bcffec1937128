"""Time: a tick is a week, a turn is a quarter of 13 weeks, the fiscal year starts on 1 April."""

from __future__ import annotations

from datetime import date, timedelta

WEEKS_A_QUARTER = 13
WEEKS_A_YEAR = 52
FISCAL_YEAR_STARTS_IN = 4  # April


def quarter_of(week: int) -> int:
    """Return the quarter (from 0) that contains `week` (from 0)."""
    return week // WEEKS_A_QUARTER


def opens_quarter(week: int) -> bool:
    """Whether `week` is the first of a quarter: the week in which new decisions take effect."""
    return week % WEEKS_A_QUARTER == 0


def closes_quarter(week: int) -> bool:
    """Whether `week` is the last of a quarter: the week in which quarter values are read."""
    return week % WEEKS_A_QUARTER == WEEKS_A_QUARTER - 1


def week_of_fiscal_year(week: int, first: int) -> int:
    """Return the week of the fiscal year (0-51) when the world starts in week `first` of it."""
    return (week + first) % WEEKS_A_YEAR


def calendar_date(week: int, start: date) -> date:
    """Return the Monday-like date on which `week` begins, for a world that starts on `start`."""
    return start + timedelta(weeks=week)
