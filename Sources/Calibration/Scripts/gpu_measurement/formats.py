"""Products of 4-bit weights and of fp8 by blocks, and the quantisation of activations, each checked against plain arithmetic."""
from __future__ import annotations

import importlib
from functools import partial
from typing import Any, Callable

from .grid import GROUP, QUANTISATIONS
from .timing import Call

# What a check multiplies: rows that no format likes to be few, and several blocks each way.
CHECKED_SHAPES = ((5, 256, 512), (96, 384, 1024))
E2M1 = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
LARGEST_E4M3 = 448.0
# A tile of the Triton kernels has no fewer columns: fewer tokens are filled up.
FEWEST_TOKENS = 16


class Formats:
    """Builds the calls of these tables with the operands, the timer and the device of `operators`."""

    def __init__(self, operators: Any) -> None:
        self.operators, self.torch, self.device = operators, operators.torch, operators.device
        self.builders: dict[str, Callable[..., list[Call]]] = {
            "gemm_int4_tinygemm": self.int4_tinygemm, "gemm_int4_triton": self.int4_triton,
            "gemm_mxfp4_triton": self.mxfp4_triton, "gemm_fp8_block": self.fp8_block,
            "gemm_fp8_block_triton": self.fp8_block_triton, "quantise_fp8": self.quantise}
        # Of the operands of a call, the weights in single precision and the activations.
        self.widened: dict[str, Callable[..., tuple[Any, Any]]] = {
            "gemm_int4_triton": self.widened_int4, "gemm_mxfp4_triton": self.widened_mxfp4,
            "gemm_fp8_block": self.widened_fp8, "gemm_fp8_block_triton": self.widened_fp8}

    def check(self, table: str) -> None:
        """Raises where the table's kernel cannot run, or is wrong."""
        if not self.operators.on_gpu:
            raise NotImplementedError("needs a GPU")
        for m, n, k in CHECKED_SHAPES:
            if table == "quantise_fp8":
                for kind in QUANTISATIONS:
                    self.check_quantisation(kind, m, k)
            elif table == "gemm_int4_tinygemm":
                self.check_tinygemm(m, n, k)
            else:
                call = self.builders[table](m, n, k)[-1]
                weights, activations = self.widened[table](*call.args)
                self.operators.require_close(call(), activations @ weights.t(), table)

    def kernels(self) -> Any:
        """The Triton kernels; ImportError where Triton is not installed."""
        return importlib.import_module(".kernels", __package__)

    def bytes(self, *shape: int) -> Any:
        """Random bytes."""
        return self.torch.randint(0, 256, shape, device=self.device, dtype=self.torch.uint8)

    def scales(self, *shape: int) -> Any:
        """Scales near 0.02, as weights of a unit vector have them."""
        return 0.01 + 0.02 * self.torch.rand(shape, device=self.device)

    def fastest(self, kernel: Any, inputs: int, outputs: int, x: Any, operands: list[tuple[Any, ...]]) -> list[Call]:
        """Calls with the tile that takes the least time."""
        kernels, best = self.kernels(), (float("inf"), [])
        for tile in kernels.tiles(x.shape[0]):
            calls = [partial(kernels.product, kernel, tile, inputs, outputs, x, *each) for each in operands]
            best = min(best, (self.operators.timer.time(calls, 0).milliseconds, calls), key=lambda pair: pair[0])
        return best[1]

    # 4-bit weights, activations in bfloat16

    def tinygemm(self, x: Any, weights: Any, scales_and_zeros: Any) -> Call:
        """PyTorch's own product of packed nibbles; an even input is the high nibble of its byte."""
        packed = self.torch.ops.aten._convert_weight_to_int4pack(weights, 8)
        return partial(self.torch.ops.aten._weight_int4pack_mm, x, packed, GROUP, scales_and_zeros)

    def int4_tinygemm(self, m: int, n: int, k: int) -> list[Call]:
        """int4 with a scale and a zero for each group of 128 inputs, by PyTorch's kernel."""
        x, copies = self.operators.random(m, k), self.operators.copies(n * k, 0.5)
        return [self.tinygemm(x, self.bytes(n, k // 2), self.operators.random(k // GROUP, n, 2)) for _ in range(copies)]

    def check_tinygemm(self, m: int, n: int, k: int) -> None:
        """Compares with the weights written out."""
        x, weights = self.operators.random(m, k), self.bytes(n, k // 2)
        scales = self.scales(k // GROUP, n, 2).bfloat16()
        values = self.torch.stack((weights >> 4, weights & 15), -1).reshape(n, k // GROUP, GROUP).float() - 8
        scale, zero = (scales[..., index].float().t()[:, :, None] for index in (0, 1))
        reference = x.float() @ (values * scale + zero).reshape(n, k).t()
        self.operators.require_close(self.tinygemm(x, weights, scales)(), reference, "gemm_int4_tinygemm")

    def int4_triton(self, m: int, n: int, k: int) -> list[Call]:
        """int4 with a scale for each group of 128 inputs, widened in the tile."""
        x, copies = self.operators.random(max(m, FEWEST_TOKENS), k), self.operators.copies(n * k, 0.5)
        operands = [(self.bytes(n, k // 2), self.scales(k // GROUP, n)) for _ in range(copies)]
        return self.fastest(self.kernels().int4_kernel, k, n, x, operands)

    def widened_int4(self, _kernel: Any, _tile: Any, k: int, n: int, x: Any, packed: Any, scales: Any) -> tuple[Any, Any]:
        """The low nibbles of a group's bytes are its first half."""
        halves = packed.view(n, k // GROUP, GROUP // 2)
        values = self.torch.cat((halves & 15, halves >> 4), -1).float() - 8
        return (values * scales.float().t()[:, :, None]).view(n, k), x.float()

    def mxfp4_triton(self, m: int, n: int, k: int) -> list[Call]:
        """E2M1 with a power of two for each 32 inputs, widened in the tile."""
        x, copies = self.operators.random(max(m, FEWEST_TOKENS), k), self.operators.copies(n * k, 0.5)
        operands = [(self.bytes(n, k // 2), (self.bytes(k // GROUP, n, 4) % 8 + 118).view(self.torch.int32)[..., 0])
                    for _ in range(copies)]
        return self.fastest(self.kernels().mxfp4_kernel, k, n, x, operands)

    def widened_mxfp4(self, _kernel: Any, _tile: Any, k: int, n: int, x: Any, packed: Any, scales: Any) -> tuple[Any, Any]:
        """Of 64 values the low nibbles are the first half; a word of scales belongs to two such."""
        halves = packed.view(n, k // 64, 32)
        nibbles = self.torch.stack((halves & 15, halves >> 4), 2).view(n, k // 32, 32).long()
        values = self.torch.tensor(E2M1 + tuple(-each for each in E2M1), device=self.device)[nibbles]
        exponents = scales.view(self.torch.uint8).view(k // GROUP, n, 4).transpose(0, 1).reshape(n, k // 32, 1)
        return (values * self.torch.exp2(exponents.float() - 127)).view(n, k), x.float()

    # fp8 with a scale for 128 x 128 weights and for 128 activations

    def fp8_block(self, m: int, n: int, k: int) -> list[Call]:
        """By cuBLAS, which wants the tokens and the blocks of inputs in fours: more are computed, as a server does."""
        functional = self.torch.nn.functional
        recipe, padded_rows, padded_blocks = functional.ScalingType, -(-m // 4) * 4, -(-(k // GROUP) // 4) * 4
        x = self.operators.random_fp8(padded_rows, k)
        x_scales = self.scales(k // GROUP, padded_rows).t()
        calls = []
        for weight in self.operators.random_fp8(self.operators.copies(n * k, 1), n, k):
            scales = self.scales(n // GROUP, padded_blocks).t()
            calls.append(partial(functional.scaled_mm, x, weight.t(), x_scales, recipe.BlockWise1x128, scales,
                                 recipe.BlockWise128x128, output_dtype=self.torch.bfloat16))
        return calls

    def fp8_block_triton(self, m: int, n: int, k: int) -> list[Call]:
        """The same in a kernel that takes any number of tokens."""
        tokens = max(m, FEWEST_TOKENS)
        x, x_scales = self.operators.random_fp8(tokens, k), self.scales(k // GROUP, tokens)
        weights = self.operators.random_fp8(self.operators.copies(n * k, 1), n, k)
        operands = [(weight, x_scales, self.scales(n // GROUP, k // GROUP)) for weight in weights]
        return self.fastest(self.kernels().fp8_block_kernel, k, n, x, operands)

    def widened_fp8(self, *operands: Any) -> tuple[Any, Any]:
        """Undoes the scales of either kernel's operands."""
        if len(operands) == 8:
            x, weight, x_scales, scales = operands[4:]
        else:
            x, weight, x_scales, _, scales, _ = operands
            weight, x_scales, scales = weight.t(), x_scales.t(), scales.t()
        n, k = weight.shape
        blocks = scales[:, :k // GROUP].repeat_interleave(GROUP, 0).repeat_interleave(GROUP, 1)
        return weight.float() * blocks, x.float() * x_scales.t().repeat_interleave(GROUP, 1)

    # Activations to fp8

    def quantise(self, kind: str, rows: int, width: int) -> list[Call]:
        """From bfloat16, in one pass."""
        given = self.torch.full((), 0.01, device=self.device)
        inputs = self.operators.random(self.operators.copies(rows * width), rows, width)
        return [partial(self.kernels().quantise, kind, each, given) for each in inputs]

    def check_quantisation(self, kind: str, rows: int, width: int) -> None:
        """Compares with division by the scale, rounded by PyTorch."""
        call = self.quantise(kind, rows, width)[0]
        x = call.args[1].float()
        if kind == "tensor":
            scales = call.args[2]
        elif kind == "token":
            scales = x.abs().amax(1, keepdim=True) / LARGEST_E4M3
        else:
            scales = x.view(rows, -1, GROUP).abs().amax(2) / LARGEST_E4M3
        values, found = call()
        wide = scales.repeat_interleave(GROUP, 1) if kind == "group" else scales
        expected = (x / wide).clamp(-LARGEST_E4M3, LARGEST_E4M3).to(self.torch.float8_e4m3fn)
        self.operators.require_close(found, scales, f"a scale by {kind}")
        self.operators.require_close(values, expected.float(), f"quantisation by {kind}")
