"""The inner loops of a week, compiled: one file a population, and beside each its plain numpy reference.

A file holds `body` functions that numba compiles when they are first called, and one public function that calls
either them or the mechanisms they fuse. Environment variable BOATS_PLAIN=1 plays with the mechanisms only; so does
a machine without numba. Both ways draw the same luck and give the same game (`tests/test_kernels.py`, and step by step
`tests/test_kernels_by_step.py`). The queue's file is plain Python: a handful of requests needs no compiler.
"""
