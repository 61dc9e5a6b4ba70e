"""Triton kernels for the products that PyTorch has none of, and for the quantisation that servers fuse. Imported where Triton is.

Weights are the left operand of a tile's product and activations the right one: what is dequantised stays in registers.
A step of the loop covers 128 inputs, which is one group of the int4 and fp8 formats and four of MXFP4.
"""
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple

import torch
import triton
import triton.language as tl

GROUP = 128
LARGEST_E4M3 = 448.0

# Four bytes become the low and the high nibbles of each, less 8, in bfloat16: 0x4300 is 128, and its last bits count ones.
UNPACK_INT4 = tl.constexpr("""{
    .reg .b32 a, b, c, d, e;
    prmt.b32 a, $4, 0x43434343, 0x4140;
    prmt.b32 b, $4, 0x43434343, 0x4342;
    shr.b32 c, a, 4;
    shr.b32 d, b, 4;
    and.b32 a, a, 0xFF0FFF0F;
    and.b32 b, b, 0xFF0FFF0F;
    lop3.b32 c, c, 0x000F000F, 0x43004300, 0xEA;
    lop3.b32 d, d, 0x000F000F, 0x43004300, 0xEA;
    mov.b32 e, 0x43084308;
    sub.rn.bf16x2 $0, a, e;
    sub.rn.bf16x2 $1, b, e;
    sub.rn.bf16x2 $2, c, e;
    sub.rn.bf16x2 $3, d, e;
}""")
# The same for E2M1: sign, exponent and mantissa go where bfloat16 has them, and 2 to the 126 makes up for its larger bias.
UNPACK_E2M1 = tl.constexpr("""{
    .reg .b32 a, b, s, t, e;
    mov.b32 e, 0x7E807E80;
    prmt.b32 a, $4, 0, 0x4140;
    prmt.b32 b, $4, 0, 0x4342;
    shl.b32 s, a, 12;
    shl.b32 t, a, 6;
    and.b32 t, t, 0x01C001C0;
    lop3.b32 t, s, 0x80008000, t, 0xEA;
    mul.rn.bf16x2 $0, t, e;
    shl.b32 s, b, 12;
    shl.b32 t, b, 6;
    and.b32 t, t, 0x01C001C0;
    lop3.b32 t, s, 0x80008000, t, 0xEA;
    mul.rn.bf16x2 $1, t, e;
    shl.b32 s, a, 8;
    shl.b32 t, a, 2;
    and.b32 t, t, 0x01C001C0;
    lop3.b32 t, s, 0x80008000, t, 0xEA;
    mul.rn.bf16x2 $2, t, e;
    shl.b32 s, b, 8;
    shl.b32 t, b, 2;
    and.b32 t, t, 0x01C001C0;
    lop3.b32 t, s, 0x80008000, t, 0xEA;
    mul.rn.bf16x2 $3, t, e;
}""")


class Tile(NamedTuple):
    """The shape of a program's result, how it is run, and over how many programs the inputs of a result are split."""

    outputs: int
    tokens: int
    warps: int
    stages: int
    splits: int = 1


def tiles(tokens: int) -> tuple[Tile, ...]:
    """What is tried for so many tokens; the fastest counts."""
    if tokens <= 16:
        return tuple(Tile(64, 16, 4, 6, splits) for splits in (1, 2, 4, 8))
    if tokens <= 32:
        return tuple(Tile(64, 32, 4, 5, splits) for splits in (1, 2, 4, 8))
    if tokens <= 64:
        return tuple(Tile(64, 64, 4, 4, splits) for splits in (1, 2, 4))
    large = Tile(128, 128, 8, 3), Tile(64, 256, 4, 3)
    return (*large, Tile(128, 128, 8, 3, 4)) if tokens <= 512 else large


@triton.jit
def tile_of_program(tokens, outputs, OUTPUTS: tl.constexpr, TOKENS: tl.constexpr):
    """Rows and columns of this program's tile. Eight tiles of tokens go side by side, so that they share weights in the cache."""
    tiles_down, tiles_across = tl.cdiv(outputs, OUTPUTS), tl.cdiv(tokens, TOKENS)
    band = tl.program_id(0) // (8 * tiles_down)
    width = min(tiles_across - band * 8, 8)
    place = tl.program_id(0) % (8 * tiles_down)
    rows = (place // width) * OUTPUTS + tl.arange(0, OUTPUTS)
    columns = (band * 8 + place % width) * TOKENS + tl.arange(0, TOKENS)
    return rows, columns


@triton.jit
def store_tile(out, sums, rows, columns, tokens, outputs):
    """Writes a tile, transposed, as (splits, tokens, outputs)."""
    row = (tl.program_id(1) * tokens + columns)[None, :].to(tl.int64)
    there = (rows[:, None] < outputs) & (columns[None, :] < tokens)
    tl.store(out + row * outputs + rows[:, None], sums.to(out.dtype.element_ty), mask=there)


@triton.jit
def sum_parts_kernel(parts, out, values, splits, VALUES: tl.constexpr):
    """Adds what the splits of a product found."""
    places = tl.program_id(0).to(tl.int64) * VALUES + tl.arange(0, VALUES)
    total = tl.zeros((VALUES,), tl.float32)
    for split in range(splits):
        total += tl.load(parts + split * values + places, mask=places < values, other=0)
    tl.store(out + places, total.to(tl.bfloat16), mask=places < values)


# A product's weights, activations and scales are all fetched ahead: what is read in pieces under four bytes could not be.


@triton.jit(do_not_specialize=["tokens"])
def int4_kernel(x, packed, scales, out, tokens, outputs, inputs, steps, OUTPUTS: tl.constexpr, TOKENS: tl.constexpr):
    """Byte j of a group holds its values j (low) and j + 64 (high), each less 8; scales are (groups, outputs)."""
    rows, columns = tile_of_program(tokens, outputs, OUTPUTS, TOKENS)
    half = tl.arange(0, 64)
    weights = packed + (rows % outputs)[:, None].to(tl.int64) * (inputs // 2) + half[None, :]
    activations = x + (columns % tokens)[None, :].to(tl.int64) * inputs + half[:, None]
    sums = tl.zeros((OUTPUTS, TOKENS), tl.float32)
    first = tl.program_id(1) * steps
    for step in range(first, min(first + steps, inputs // 128)):
        low, high = tl.inline_asm_elementwise(
            UNPACK_INT4, "=r,=r,=r,=r,r", [tl.load(weights + step * 64)], dtype=(tl.bfloat16, tl.bfloat16), is_pure=True, pack=4)
        scale = tl.load(scales + step * outputs + rows % outputs).to(tl.bfloat16)[:, None]
        sums = tl.dot(low * scale, tl.load(activations + step * 128), sums)
        sums = tl.dot(high * scale, tl.load(activations + step * 128 + 64), sums)
    store_tile(out, sums, rows, columns, tokens, outputs)


@triton.jit
def power_of_two(word, BYTE: tl.constexpr):
    """The scale that a byte of a word is the exponent of, for every row."""
    return (((word >> (8 * BYTE)) & 255) << 7).to(tl.int16).to(tl.bfloat16, bitcast=True)[:, None]


@triton.jit(do_not_specialize=["tokens"])
def mxfp4_kernel(x, packed, scales, out, tokens, outputs, inputs, steps, OUTPUTS: tl.constexpr, TOKENS: tl.constexpr):
    """Of 64 values byte j holds j (low) and j + 32 (high), in E2M1; a word of (words, outputs) has the exponents of four groups."""
    rows, columns = tile_of_program(tokens, outputs, OUTPUTS, TOKENS)
    quarter = tl.arange(0, 32)
    weights = packed + (rows % outputs)[:, None].to(tl.int64) * (inputs // 2) + quarter[None, :]
    activations = x + (columns % tokens)[None, :].to(tl.int64) * inputs + quarter[:, None]
    sums = tl.zeros((OUTPUTS, TOKENS), tl.float32)
    first = tl.program_id(1) * steps
    for step in range(first, min(first + steps, inputs // 128)):
        word = tl.load(scales + step * outputs + rows % outputs)
        low, high = tl.inline_asm_elementwise(
            UNPACK_E2M1, "=r,=r,=r,=r,r", [tl.load(weights + step * 64)], dtype=(tl.bfloat16, tl.bfloat16), is_pure=True, pack=4)
        sums = tl.dot(low * power_of_two(word, 0), tl.load(activations + step * 128), sums)
        sums = tl.dot(high * power_of_two(word, 1), tl.load(activations + step * 128 + 32), sums)
        low, high = tl.inline_asm_elementwise(
            UNPACK_E2M1, "=r,=r,=r,=r,r", [tl.load(weights + step * 64 + 32)], dtype=(tl.bfloat16, tl.bfloat16), is_pure=True,
            pack=4)
        sums = tl.dot(low * power_of_two(word, 2), tl.load(activations + step * 128 + 64), sums)
        sums = tl.dot(high * power_of_two(word, 3), tl.load(activations + step * 128 + 96), sums)
    store_tile(out, sums, rows, columns, tokens, outputs)


@triton.jit(do_not_specialize=["tokens"])
def fp8_block_kernel(
    x, weight, x_scales, scales, out, tokens, outputs, inputs, steps, OUTPUTS: tl.constexpr, TOKENS: tl.constexpr
):
    """E4M3 with a scale for each 128 x 128 weights (blocks down, blocks across) and each 128 activations (groups, tokens)."""
    rows, columns = tile_of_program(tokens, outputs, OUTPUTS, TOKENS)
    across = tl.arange(0, 128)
    weights = weight + (rows % outputs)[:, None].to(tl.int64) * inputs + across[None, :]
    activations = x + (columns % tokens)[None, :].to(tl.int64) * inputs + across[:, None]
    blocks = scales + (rows % outputs) // 128 * (inputs // 128)
    sums = tl.zeros((OUTPUTS, TOKENS), tl.float32)
    first = tl.program_id(1) * steps
    for step in range(first, min(first + steps, inputs // 128)):
        part = tl.dot(tl.load(weights + step * 128), tl.load(activations + step * 128))
        sums += part * (tl.load(blocks + step)[:, None] * tl.load(x_scales + step * tokens + columns % tokens)[None, :])
    store_tile(out, sums, rows, columns, tokens, outputs)


@triton.jit
def quantise_rows_kernel(x, out, scales, width, WIDTH: tl.constexpr, GIVEN: tl.constexpr):
    """A row to E4M3: with the scale given for the whole tensor, or with the row's own, which is written."""
    row, places = tl.program_id(0), tl.arange(0, WIDTH)
    values = tl.load(x + row.to(tl.int64) * width + places, mask=places < width, other=0).to(tl.float32)
    if GIVEN:
        scale = tl.load(scales)
    else:
        scale = tl.max(tl.abs(values), 0) / 448.0
        tl.store(scales + row, scale)
    scaled = tl.clamp(values / scale, -448.0, 448.0).to(tl.float8e4nv)
    tl.store(out + row.to(tl.int64) * width + places, scaled, mask=places < width)


@triton.jit
def quantise_groups_kernel(x, out, scales, groups, rows, groups_across, GROUPS: tl.constexpr):
    """Groups of 128 to E4M3, each with its own scale; scales are (groups across, rows)."""
    group = tl.program_id(0) * GROUPS + tl.arange(0, GROUPS)
    places = group[:, None].to(tl.int64) * 128 + tl.arange(0, 128)[None, :]
    there = (group < groups)[:, None]
    values = tl.load(x + places, mask=there, other=0).to(tl.float32)
    scale = tl.maximum(tl.max(tl.abs(values), 1), 1e-10) / 448.0
    tl.store(out + places, (values / scale[:, None]).to(tl.float8e4nv), mask=there)
    tl.store(scales + (group % groups_across) * rows + group // groups_across, scale, mask=group < groups)


def product(kernel: Any, tile: Tile, inputs: int, outputs: int, x: Any, *operands: Any) -> Any:
    """Runs one of the products above."""
    tokens, steps = x.shape[0], triton.cdiv(inputs // GROUP, tile.splits)
    out = torch.empty(tokens, outputs, device=x.device, dtype=torch.bfloat16)
    parts = out if tile.splits == 1 else torch.empty(tile.splits, tokens, outputs, device=x.device)
    grid = (triton.cdiv(tokens, tile.tokens) * triton.cdiv(outputs, tile.outputs), tile.splits)
    kernel[grid](x, *operands, parts, tokens, outputs, inputs, steps, tile.outputs, tile.tokens,
                 num_warps=tile.warps, num_stages=tile.stages)
    if tile.splits > 1:
        sum_parts_kernel[(triton.cdiv(tokens * outputs, 1024),)](parts, out, tokens * outputs, tile.splits, 1024)
    return out


def quantise(kind: str, x: Any, given: Any) -> tuple[Any, Any]:
    """E4M3 values and their scales: one a tensor (given), one a token, or one for each 128 of a token."""
    rows, width = x.shape
    out = torch.empty(rows, width, device=x.device, dtype=torch.float8_e4m3fn)
    if kind == "group":
        scales = torch.empty(width // GROUP, rows, device=x.device)
        groups = rows * width // GROUP
        quantise_groups_kernel[(triton.cdiv(groups, 16),)](x, out, scales, groups, rows, width // GROUP, 16, num_warps=4)
        return out, scales.t()
    scales = given if kind == "tensor" else torch.empty(rows, device=x.device)
    quantise_rows_kernel[(rows,)](x, out, scales, width, triton.next_power_of_2(width), kind == "tensor", num_warps=8)
    return out, scales if kind == "tensor" else scales[:, None]
