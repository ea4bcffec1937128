"""Everything that starts, compares and stores runs; returns tables only.

from experiments import play
game = play("base", plan="sensible", quarters=8, seed=0)
"""

from experiments.run import BadInput, Game, Refused, play

__all__ = ["BadInput", "Game", "Refused", "play"]
