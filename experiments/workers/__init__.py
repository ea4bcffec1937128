"""Answers worked out beside the process that asks: questions, who is served next, processes, and the pool of them.

pool = Pool()
base = Subject(Futures, (run, 0))
future = pool.ask(base, "play", {0: {"migration.support": 10}}, owner="somebody").result()
"""

from experiments.workers.pool import Pool
from experiments.workers.questions import Kept, Question, Subject

__all__ = ["Kept", "Pool", "Question", "Subject"]
