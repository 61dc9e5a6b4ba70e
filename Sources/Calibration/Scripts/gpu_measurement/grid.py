"""What is measured, and in which order: the shapes of Llama-3.1-8B and 70B as one GPU sees them, from coarse to fine."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Iterator

Shape = tuple[Any, ...]


@dataclass(frozen=True)
class Model:
    """The widths of a decoder that decide the shapes of its operators."""

    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    feed_forward: int
    vocabulary: int


@dataclass(frozen=True)
class Grid:
    """Whose shapes are measured, split over how many GPUs, and over which sizes of a batch."""

    models: tuple[Model, ...]
    shards: tuple[int, ...]
    rows: tuple[int, ...]
    chunks: tuple[int, ...]
    cached: tuple[int, ...]
    prefill_batches: tuple[int, ...]
    contexts: tuple[int, ...]
    decode_batches: tuple[int, ...]
    power_width: int


# Widths from the models' config.json on Hugging Face; rows up to the largest max_num_batched_tokens in common use.
FULL = Grid(
    models=(Model(4096, 32, 8, 128, 14336, 128256), Model(8192, 64, 8, 128, 28672, 128256)), shards=(1, 2, 4, 8),
    rows=(1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384),
    chunks=(16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384), cached=(0, 512, 2048, 8192, 32768),
    prefill_batches=(1, 4, 16), contexts=(16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072),
    decode_batches=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512), power_width=8192)
TINY = Grid(
    models=(Model(64, 4, 2, 16, 128, 256),), shards=(1, 2), rows=(1, 2, 8), chunks=(4, 8, 16), cached=(0, 8),
    prefill_batches=(1, 2), contexts=(2, 8, 32), decode_batches=(1, 2, 4), power_width=128)

# A steady load and its duty in percent. "balanced" is a product of so many rows that arithmetic and traffic both weigh.
POWER_LOADS = (("idle", 0), ("memory", 100), ("compute", 100), ("balanced", 100), ("compute", 50), ("memory", 50),
               ("compute", 25), ("compute", 75))
COARSE_POWER_LOADS = 3


@dataclass(frozen=True)
class Point:
    """One figure to take: the table it belongs to, its shape there, and how fine a grid needs it (0 is the coarsest)."""

    table: str
    shape: Shape
    level: int


def refinement_levels(count: int) -> list[int]:
    """For each of `count` sizes in a row, how often the row must be halved until that size is an end of a piece."""
    levels = [0] * count

    def halve(low: int, high: int, level: int) -> None:
        if high - low > 1:
            middle = (low + high) // 2
            levels[middle] = level
            halve(low, middle, level + 1)
            halve(middle, high, level + 1)

    halve(0, count - 1, 1)
    return levels


def levelled(sizes: tuple[int, ...]) -> list[tuple[int, int]]:
    """Sizes, each with its refinement level."""
    return list(zip(sizes, refinement_levels(len(sizes))))


def layouts(grid: Grid) -> Iterator[tuple[int, Model, int]]:
    """Every model on every number of GPUs, with a level: the first model whole and the last most finely split come first."""
    for index, model in enumerate(grid.models):
        corner = grid.shards[-1] if index else grid.shards[0]
        for position, shards in enumerate(grid.shards):
            yield (0 if shards == corner else 1 + (position + index) % 2), model, shards


def matrix_points(level: int, model: Model, shards: int, grid: Grid) -> Iterator[Point]:
    """The products of a layer and of the head (query-key-value, output, gate and up, down), and the passes between them."""
    attention, keys = model.heads // shards * model.head_size, max(1, model.kv_heads // shards) * model.head_size
    feed_forward = model.feed_forward // shards
    products = ((attention + 2 * keys, model.hidden), (model.hidden, attention), (2 * feed_forward, model.hidden),
                (model.hidden, feed_forward), (model.vocabulary // shards, model.hidden))
    for rows, rows_level in levelled(grid.rows):
        for n, k in products:
            yield Point("gemm_bfloat16", (rows, n, k), max(level, rows_level))
            yield Point("gemm_fp8", (rows, n, k), max(level, rows_level))
        for kind, width in (("norm", model.hidden), ("activation", feed_forward)):
            yield Point("elementwise", (kind, rows, width), max(level, rows_level))


def attention_points(level: int, model: Model, shards: int, grid: Grid, kv_bytes_limit: float) -> Iterator[Point]:
    """Prefill by chunk and cached context (several prompts at once only from nothing), and decode by batch and context."""
    heads = (model.heads // shards, max(1, model.kv_heads // shards), model.head_size)
    for chunk, chunk_level in levelled(grid.chunks):
        for cached, cached_level in levelled(grid.cached):
            for batch, batch_level in levelled(grid.prefill_batches):
                if batch == 1 or (cached == 0 and batch * chunk <= 2 * grid.chunks[-1]):
                    finest = max(level, chunk_level, cached_level, batch_level)
                    yield Point("context_attention", (batch, chunk, cached, *heads), finest)
    for batch, batch_level in levelled(grid.decode_batches):
        for context, context_level in levelled(grid.contexts):
            if 4 * batch * context * heads[1] * model.head_size <= kv_bytes_limit:
                yield Point("generation_attention", (batch, context, *heads), max(level, batch_level, context_level))


def make_plan(grid: Grid, kv_bytes_limit: float = math.inf) -> list[Point]:
    """All points from coarse to fine, idle watts first; within a level every table advances at the same pace."""
    points = [Point("power", load, int(index >= COARSE_POWER_LOADS)) for index, load in enumerate(POWER_LOADS)]
    for level, model, shards in layouts(grid):
        points += matrix_points(level, model, shards, grid)
        points += attention_points(level, model, shards, grid, kv_bytes_limit)
    coarsest: dict[tuple[str, Shape], Point] = {}  # two layouts may share a shape
    for point in sorted(points, key=lambda point: point.level):
        coarsest.setdefault((point.table, point.shape), point)
    groups: dict[tuple[int, str], list[Point]] = {}
    for point in coarsest.values():
        groups.setdefault((point.level, point.table), []).append(point)
    paced = [(point.shape != POWER_LOADS[0], level, (index + 0.5) / len(group), table, point)
             for (level, table), group in groups.items() for index, point in enumerate(group)]
    return [entry[-1] for entry in sorted(paced, key=lambda entry: entry[:-1])]
