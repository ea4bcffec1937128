"""What the first screen shows was played by this model."""

import numpy as np
import pytest

from experiments import gallery
from model.scenario import load, shipped
from model.version import MODEL_VERSION


def test_the_gallery_was_played_by_this_version_of_the_model():
    assert gallery.kept().version == MODEL_VERSION, "make gallery plays it again"
    assert list(gallery.kept().alone) == list(shipped())


@pytest.mark.parametrize(("name", "seed"), [("base", 0), ("export_winter", 7), ("departure", 39)])
def test_a_situation_left_alone_goes_as_the_gallery_says(name, seed):
    found = gallery.kept().alone[name]
    assert found.adoption[seed].tolist() == gallery.left_alone(name, seed)
    assert found.weeks == gallery.points(load(name).quarters)
    assert found.cards == [(card.week, card.card) for card in load(name).scheduled]


@pytest.mark.parametrize("plan", [gallery.WAVES, gallery.BURNT])
def test_a_plan_ends_where_the_gallery_says(plan):
    assert gallery.kept().endings[plan] == gallery.ended(plan)


def test_bands_hold_four_fifths_of_the_lucks():
    for found in gallery.kept().alone.values():
        low, median, high = found.band()
        assert (low <= median).all()
        assert (median <= high).all()
        inside = (found.adoption >= low) & (found.adoption <= high)
        assert (inside.mean(axis=0) >= 0.75).all()
        assert np.isfinite(found.adoption).all()
