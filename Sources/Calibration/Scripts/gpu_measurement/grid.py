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
    vocabularies: tuple[int, ...]
    sampler_rows: tuple[int, ...]
    transfer_bytes: tuple[int, ...]
    launched_nodes: tuple[int, ...]


# Widths from the models' config.json on Hugging Face; rows up to the largest max_num_batched_tokens in common use.
FULL = Grid(
    models=(Model(4096, 32, 8, 128, 14336, 128256), Model(8192, 64, 8, 128, 28672, 128256)), shards=(1, 2, 4, 8),
    rows=(1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384),
    chunks=(16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384), cached=(0, 512, 2048, 8192, 32768),
    prefill_batches=(1, 4, 16), contexts=(16, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072),
    decode_batches=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512), power_width=8192,
    # Vocabularies of Llama 2, Llama 3 and Qwen; rows up to 1024, the largest max_num_seqs that vLLM takes by itself.
    vocabularies=(32000, 128256, 151936), sampler_rows=(1, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024),
    transfer_bytes=tuple(4 ** power for power in range(6, 16)), launched_nodes=(1, 3, 10, 30, 100, 300, 1000))
TINY = Grid(
    models=(Model(64, 4, 2, 16, 128, 256),), shards=(1, 2), rows=(1, 2, 8), chunks=(4, 8, 16), cached=(0, 8),
    prefill_batches=(1, 2), contexts=(2, 8, 32), decode_batches=(1, 2, 4), power_width=128, vocabularies=(64, 96), sampler_rows=(1, 4),
    transfer_bytes=(1024, 4096),
    launched_nodes=(1, 4))

# Inputs that share a scale in the 4-bit formats and in fp8 by blocks; a product is measured where it has whole blocks.
GROUP = 128
BLOCK_PRODUCTS = ("gemm_int4_tinygemm", "gemm_int4_triton", "gemm_mxfp4_triton", "gemm_fp8_block", "gemm_fp8_block_triton")
FIRST_LEVEL_OF_OTHER_LAYOUTS = 4
QUANTISATIONS = ("tensor", "token", "group")
SAMPLERS = ("convert", "greedy", "temperature", "top_k", "top_p", "top_k_top_p", "min_p", "token_counts", "repetition_penalty",
            "presence_penalty", "frequency_penalty", "log_probabilities")

# Part loads: duty in percent. The rest of the time the GPU waits, as between steps of a server.
PART_LOADS = (("compute", 50), ("memory", 50), ("compute", 25), ("compute", 75))
IDLE = ("idle", 0)


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
        for n, k in products[:-1]:  # the head stays in 16 bits
            yield from block_points(max(level and FIRST_LEVEL_OF_OTHER_LAYOUTS, rows_level), rows, n, k)
        for kind, width in (("norm", model.hidden), ("activation", feed_forward), ("copy", model.hidden)):
            yield Point("elementwise", (kind, rows, width), max(level, rows_level))
        if model.hidden % GROUP == 0:
            for kind in QUANTISATIONS:
                yield Point("quantise_fp8", (kind, rows, model.hidden), max(level, rows_level))


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


def power_loads(grid: Grid) -> dict[str, tuple[str, Shape]]:
    """Steady loads by name, each a point of a table. "balanced" is a product where arithmetic and traffic both weigh."""
    width, model = grid.power_width, grid.models[0]
    heads, logits = (model.heads, model.kv_heads, model.head_size), (256, max(grid.vocabularies))
    products = {"memory": ("gemm_bfloat16", 16), "compute": ("gemm_bfloat16", 8192), "balanced": ("gemm_bfloat16", 256),
                "product_64": ("gemm_bfloat16", 64), "product_1024": ("gemm_bfloat16", 1024), "fp8_16": ("gemm_fp8", 16),
                "fp8_256": ("gemm_fp8", 256), "fp8_8192": ("gemm_fp8", 8192), "int4_16": ("gemm_int4_tinygemm", 16)}
    return {name: (table, (min(rows, width), width, width)) for name, (table, rows) in products.items()} | {
        "prefill": ("context_attention", (1, width, 0, *heads)), "decode": ("generation_attention", (64, width, *heads)),
        "copy": ("elementwise", ("copy", width, width)), "norm": ("elementwise", ("norm", width, width)),
        "greedy": ("sampler", ("greedy", *logits)), "temperature": ("sampler", ("temperature", *logits)),
        "top_p": ("sampler", ("top_p", *logits)), "launches": ("elementwise", ("norm", 1, model.hidden)),
        "to_device": ("transfer", ("to_device", grid.transfer_bytes[-2]))}


def board_points(grid: Grid) -> Iterator[Point]:
    """Watts, idle first; how a board comes to rest after work; samplers, copies over the bus and launches."""
    yield Point("power", IDLE, 0)
    for load in power_loads(grid):
        yield Point("power", (load, 100), 0)
    for part_load in PART_LOADS:
        yield Point("power", part_load, 1)
    yield Point("idle", ("compute",), 0)
    for vocabulary, vocabulary_level in levelled(grid.vocabularies):
        for rows, rows_level in levelled(grid.sampler_rows):
            for kind in SAMPLERS:
                yield Point("sampler", (kind, rows, vocabulary), max(vocabulary_level, rows_level))
    for size, level in levelled(grid.transfer_bytes):
        for direction in ("to_device", "to_host"):
            yield Point("transfer", (direction, size), level)
    for nodes, level in levelled(grid.launched_nodes):
        for kind in ("eager", "graph"):
            yield Point("launches", (kind, nodes), level)


def block_points(level: int, rows: int, n: int, k: int) -> Iterator[Point]:
    """Products of the formats with scales by group, where the widths are whole groups."""
    if n % GROUP == 0 and k % GROUP == 0:
        for table in BLOCK_PRODUCTS:
            yield Point(table, (rows, n, k), level)


def make_plan(grid: Grid, kv_bytes_limit: float = math.inf) -> list[Point]:
    """All points from coarse to fine, idle watts first; within a level every table advances at the same pace."""
    points = list(board_points(grid))
    for level, model, shards in layouts(grid):
        points += matrix_points(level, model, shards, grid)
        points += attention_points(level, model, shards, grid, kv_bytes_limit)
    coarsest: dict[tuple[str, Shape], Point] = {}  # two layouts may share a shape
    for point in sorted(points, key=lambda point: point.level):
        coarsest.setdefault((point.table, point.shape), point)
    groups: dict[tuple[int, str], list[Point]] = {}
    for point in coarsest.values():
        groups.setdefault((point.level, point.table), []).append(point)
    paced = [(point.shape != IDLE, level, (index + 0.5) / len(group), table, point)
             for (level, table), group in groups.items() for index, point in enumerate(group)]
    return [entry[-1] for entry in sorted(paced, key=lambda entry: entry[:-1])]
