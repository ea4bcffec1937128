"""Everything that starts, compares and stores runs; returns tables only.

from experiments import play
game = play("base", plan="sensible", quarters=8, seed=0)
"""

import os

# the matrices of a world are small: threads of BLAS only wait for each other; read when numpy is first imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


from experiments.run import BadInput, Game, Refused, play

__all__ = ["BadInput", "Game", "Refused", "play"]
