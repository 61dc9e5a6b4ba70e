"""The arithmetic and the least traffic of the operators, as a roofline counts them."""
from __future__ import annotations

from .grid import Shape

WEIGHT_BYTES = {"gemm_bfloat16": 2, "gemm_fp8": 1, "gemm_fp8_block": 1, "gemm_fp8_block_triton": 1,
                "gemm_int4_tinygemm": 0.5 + 4 / 128, "gemm_int4_triton": 0.5 + 4 / 128, "gemm_mxfp4_triton": 0.5 + 1 / 32}
# Passes over an operand of rows x width, in bytes a value of the output.
ELEMENTWISE_BYTES = {"norm": 8, "activation": 6, "copy": 4}


def work(table: str, shape: Shape) -> tuple[float, float]:
    """Floating-point operations and bytes, each operand counted once. A sampler reads its logits once, a copy crosses the bus."""
    if table.startswith("gemm_"):
        m, n, k = shape
        activation_bytes = 1 if "fp8" in table else 2
        return 2.0 * m * n * k, WEIGHT_BYTES[table] * n * k + activation_bytes * m * k + 2 * m * n
    if table in ("context_attention", "generation_attention"):
        batch, new, cached, heads, kv_heads, size = shape if table == "context_attention" else (shape[0], 1, shape[1] - 1, *shape[2:])
        pairs = new * cached + new * (new + 1) / 2
        return 4.0 * batch * heads * size * pairs, 4 * batch * size * ((cached + new) * kv_heads + new * heads)
    if table == "sampler":
        return 0.0, (2 if shape[0] == "convert" else 4) * shape[1] * shape[2]
    if table == "transfer":
        return 0.0, shape[1]
    kind, rows, width = shape
    return 0.0, (3 if table == "quantise_fp8" else ELEMENTWISE_BYTES[kind]) * rows * width
