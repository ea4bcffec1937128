"""The essay's sixteen claims as experiments: each can come out either way."""

from experiments.claims.declaration import Arm, Claim, Dial, Point
from experiments.claims.sixteen import CLAIMS
from experiments.claims.trial import ClaimTrial, run_claim
from experiments.claims.verdicts import LOOKS, Finding, Found, finding, found_at

__all__ = [
    "CLAIMS",
    "LOOKS",
    "Arm",
    "Claim",
    "ClaimTrial",
    "Dial",
    "Finding",
    "Found",
    "Point",
    "finding",
    "found_at",
    "run_claim",
]
