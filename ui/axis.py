"""Round values for the axis of a figure: never so close together that they would be written alike."""

from __future__ import annotations

import numpy as np

from ui import telling
from ui.words import Words

TICKS = 5


def ticks(low: float, high: float, finest: float = 0.0) -> list[float]:
    """Return round values between `low` and `high`, at most TICKS + 1, at least `finest` apart."""
    rough = max((high - low) / TICKS, finest * 0.999)
    power = 10.0 ** np.floor(np.log10(rough)) if rough > 0 else 1.0
    step = next(float(m * power) for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first = int(np.ceil(low / step - 1e-9))
    return [float(round(k * step, 12)) for k in range(first, int(np.floor(high / step + 1e-9)) + 1)]


def written(kpi: str, low: float, high: float, words: Words, difference: bool = False) -> list[tuple[float, str]]:
    """Return ticks of a KPI, or of `difference` in it, as values and as they are written, no two alike."""
    finest = telling.finest(kpi, max(abs(low), abs(high)), words, difference)
    values = ticks(low, high, finest)
    if difference:
        return [(value, telling.change(kpi, value, words, unit=False)) for value in values]
    return [(value, telling.figure(kpi, value, words)) for value in values]
