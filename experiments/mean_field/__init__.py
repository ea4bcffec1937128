"""A mean-field twin: what of a game is left when crowds are well-mixed shares and no longer agents.

game = Game.start("base", seed=7)
twin = Twin(game.world)
game.finish()
twin.series["internal_adoption"]
"""

from experiments.mean_field.twin import FIGURES, Twin

__all__ = ["FIGURES", "Twin"]
