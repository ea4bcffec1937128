"""The rules: state, parameters, decisions, one file a mechanism, and the order of a week."""

import os
from typing import Any

# the matrices of a world are small: threads of BLAS only wait for each other; read when numpy is first imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> Any:
    """Offer `model.World`, imported when somebody asks for it: with it come numpy and Mesa, which help can do without."""
    if name != "World":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from model.world import World

    return World
