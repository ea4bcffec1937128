"""How fast does one GPU serve, and which limit does it meet first?

A decoding step reads the memory once and serves every sequence in the batch one token. Short contexts fill the
arithmetic units first, long ones the memory: only the latter gain from a smaller cache (roofline: Williams,
Waterman & Patterson 2009).

- (53) cache bytes a token = 2 layers x heads x width x bytes x (1 - x_kv); largest batch = (memory - weights) /
  (cache a token x context); tokens/s = min(batch that saturates arithmetic, largest batch) x steps/s
- (54) J a query = power x PUE x tokens a query / tokens/s, over the share of time in use; cost a token = GPU
  cost + electricity

The defaults describe a dense 72B model with grouped-query attention on eight H100 (Qwen Team 2024, arXiv
2412.15115; NVIDIA data sheets). Bytes, FLOP, seconds, J, RMB.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.parameters import parameter

_KEY_AND_VALUE = 2.0
_FLOP_PER_TOKEN = 2.0  # forward pass, per parameter
_SECONDS_A_WEEK = 604_800.0
_JOULES_PER_WH = 3600.0
_JOULES_PER_KWH = 3.6e6
_RMB_PER_MILLION = 1e6

_MODEL = "Qwen Team 2024, arXiv 2412.15115: Qwen2.5-72B"
_CHIP = "NVIDIA 2023, H100 SXM data sheet"
_SERVER = "NVIDIA 2023, DGX H100 data sheet: 10.2 kW for eight GPUs"


@dataclass(frozen=True)
class RooflineParameters:
    """The served model and the server it runs on."""

    size: float = parameter(72e9, "parameter", 1e9, 400e9, _MODEL, "measured", "parameters of the served model")
    layers: int = parameter(80, "-", 16, 128, _MODEL, "measured", "layers")
    cache_heads: int = parameter(8, "-", 1, 128, _MODEL, "measured", "heads with keys and values of their own")
    head_width: int = parameter(128, "-", 64, 256, _MODEL, "measured", "numbers a head keeps per token")
    precision: float = parameter(2.0, "byte", 0.5, 4, _MODEL, "measured", "bytes a number takes")
    instance: int = parameter(8, "GPU", 1, 64, _SERVER, "measured", "GPUs that hold one copy of the model")
    memory: float = parameter(80e9, "byte", 40e9, 300e9, _CHIP, "measured", "memory of a GPU")
    bandwidth: float = parameter(3.35e12, "byte/s", 1e12, 10e12, _CHIP, "measured", "memory bandwidth of a GPU")
    serving_flops: float = parameter(
        4e14, "FLOP/s", 2e14, 8e14, "assumption: two fifths of dense bf16 peak, as in training", "assumed",
        "arithmetic a GPU delivers in large batches",
    )  # fmt: skip
    power: float = parameter(1275, "W", 700, 1500, _SERVER, "measured", "power of a GPU with its share of the server")
    overhead: float = parameter(
        1.12, "-", 1.05, 1.4, "Google 2025, fleet average 1.09; larger elsewhere", "measured", "PUE of the site"
    )
    in_use: float = parameter(
        0.8, "-", 0.3, 0.95, "assumption: pooled serving at peak-aware load", "assumed", "share of time in use"
    )
    query_tokens: float = parameter(
        1200, "token", 300, 4000, "assumption: question, thinking and answer", "assumed", "tokens a query"
    )
    electricity: float = parameter(
        0.6,
        "RMB/kWh",
        0.3,
        1,
        "assumption: industrial tariff in mainland China",
        "assumed",
        "price of electricity",
    )


def cache_bytes(cache_saved: float, p: RooflineParameters) -> float:
    """Return bytes of key-value cache per token of context; `cache_saved` is x_kv, below 1 (53)."""
    return _KEY_AND_VALUE * p.layers * p.cache_heads * p.head_width * p.precision * (1.0 - cache_saved)


def memory_batch(context: float, cache_saved: float, p: RooflineParameters) -> float:
    """Return the sequences of `context` tokens an instance can hold; 0 where the weights fill it (53)."""
    free = p.instance * p.memory - p.size * p.precision
    return max(free, 0.0) / (cache_bytes(cache_saved, p) * context)


def _steps_a_second(p: RooflineParameters) -> float:
    return p.bandwidth / p.memory


def compute_batch(p: RooflineParameters) -> float:
    """Return the sequences that keep an instance's arithmetic busy (53)."""
    return p.instance * p.serving_flops / (_FLOP_PER_TOKEN * p.size) / _steps_a_second(p)


def tokens_per_second(context: float, cache_saved: float, p: RooflineParameters) -> float:
    """Return the tokens one GPU serves in a second (53)."""
    batch = min(compute_batch(p), memory_batch(context, cache_saved, p))
    return batch * _steps_a_second(p) / p.instance


def kink(cache_saved: float, p: RooflineParameters) -> float:
    """Return the context (tokens) from which memory binds: below it a smaller cache gains nothing."""
    return memory_batch(1.0, cache_saved, p) / compute_batch(p)


def joules_per_token(speed: float, p: RooflineParameters) -> float:
    """Return J a token at `speed` tokens/s a GPU, site overhead and idle time included (54)."""
    return p.power * p.overhead / (speed * p.in_use) if speed > 0 else math.inf


def query_energy(speed: float, p: RooflineParameters) -> float:
    """Return Wh a query at `speed` tokens/s a GPU (54)."""
    return joules_per_token(speed, p) * p.query_tokens / _JOULES_PER_WH


def cost_per_token(speed: float, gpu_week: float, p: RooflineParameters) -> float:
    """Return RMB a token (54); `gpu_week` is what a GPU costs a week without electricity (RMB M)."""
    if speed <= 0:
        return math.inf
    hardware = gpu_week * _RMB_PER_MILLION / (speed * _SECONDS_A_WEEK * p.in_use)
    return hardware + joules_per_token(speed, p) * p.electricity / _JOULES_PER_KWH
