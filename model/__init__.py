"""The rules: state, parameters, decisions, one file a mechanism, and the order of a week."""

import os

# the matrices of a world are small: threads of BLAS only wait for each other; read when numpy is first imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
