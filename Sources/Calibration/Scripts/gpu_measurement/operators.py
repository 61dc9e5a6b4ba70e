"""The operators, as PyTorch and the flash-attention package run them, each checked against plain arithmetic first."""
from __future__ import annotations

import importlib
import math
from functools import partial
from typing import Any, Callable

from .files import InputError, first_line
from .formats import Formats
from .grid import Point
from .host import Host
from .samplers import Samplers
from .timing import Call, CUDATimer, HostTimer, Timing

BFLOAT16_BYTES = 2
ATTENTION_KERNELS = ("fa3", "fa2", "flash", "cudnn", "math")
MOST_COPIES = 256


class Operators:
    """Builds and times the operators of a plan on one device. The only class that knows PyTorch."""

    def __init__(self, device: str, attention: str, seconds_per_point: float) -> None:
        self.torch = torch = import_torch()
        self.seconds = seconds_per_point
        self.device = self.choose_device(device)
        self.on_gpu = self.device.type == "cuda"
        torch.set_grad_enabled(False)
        torch.manual_seed(20240731)
        self.properties: Any = None
        if self.on_gpu:
            self.properties = torch.cuda.get_device_properties(self.device)
        self.cache_bytes = getattr(self.properties, "L2_cache_size", 0) or (64 << 20 if self.on_gpu else 0)
        self.memory_bytes: int = self.properties.total_memory if self.on_gpu else 1 << 30
        self.timer = CUDATimer(torch) if self.on_gpu else HostTimer()
        self.formats, self.samplers, self.host = Formats(self), Samplers(self), Host(self)
        self.builders: dict[str, Callable[..., list[Any]]] = {
            "gemm_bfloat16": self.product, "gemm_fp8": self.product_fp8, "context_attention": self.prefill,
            "generation_attention": self.decode, "elementwise": self.elementwise, "sampler": self.samplers.calls,
            "transfer": self.host.transfer} | self.formats.builders
        self.left_out = self.check_tables()
        self.attend, self.attention_kernel = self.choose_attention(attention)

    def machine(self) -> dict[str, Any]:
        """What the figures depend on, for machine.json."""
        torch, gpu = self.torch, self.properties
        facts = {"device": gpu.name if gpu else "cpu", "torch": torch.__version__, "cuda": torch.version.cuda,
                 "cudnn": torch.backends.cudnn.version() if gpu else None, "attention_kernel": self.attention_kernel}
        if gpu:
            facts |= {"compute_capability": f"{gpu.major}.{gpu.minor}", "multiprocessors": gpu.multi_processor_count,
                      "memory_bytes": gpu.total_memory, "l2_bytes": self.cache_bytes}
        return facts

    def measure(self, point: Point) -> tuple[Timing, str]:
        """Times a point; also names the code that ran. Raises MemoryError where it does not fit."""
        try:
            timing = self.timer.time(self.builders[point.table](*point.shape), self.seconds)
        except self.torch.cuda.OutOfMemoryError as error:
            raise MemoryError(str(error)) from error
        return timing, self.kernel_source(point.table)

    def kernel_source(self, table: str) -> str:
        """The code that runs the operators of a table."""
        own = {"quantise_fp8": "triton", "transfer": "cuda_memcpy" if self.on_gpu else "torch_eager"}
        return self.attention_kernel if "attention" in table else own.get(table, "torch_eager")

    def synchronise(self) -> None:
        """Waits for the device."""
        if self.on_gpu:
            self.torch.cuda.synchronize()

    def choose_device(self, name: str) -> Any:
        """A device that is there."""
        try:
            device = self.torch.device(name)
            if device.type == "cuda":
                self.torch.cuda.set_device(device if device.index is not None else 0)
            elif device.type != "cpu":
                raise RuntimeError("neither a CUDA device nor the CPU")
        except (RuntimeError, AssertionError) as error:
            hint = "run where PyTorch sees a GPU, or try the script with --device cpu --tiny"
            raise InputError(f"--device {name}: {first_line(error)}; {hint}") from error
        return device

    # Operands

    def random(self, *shape: int) -> Any:
        """Normal values: a product of zeros would draw less power and run at a higher clock."""
        return self.torch.randn(shape, device=self.device, dtype=self.torch.bfloat16)

    def copies(self, values: int, bytes_each: float = BFLOAT16_BYTES) -> int:
        """How many copies of an operand must take turns so that the L2 cache holds nothing of the next one."""
        operand = values * bytes_each
        return 1 if operand >= 16 * self.cache_bytes else min(MOST_COPIES, 1 + math.ceil(2 * self.cache_bytes / operand))

    def product(self, m: int, n: int, k: int) -> list[Call]:
        """A linear layer in bfloat16, weights stored (outputs, inputs)."""
        x = self.random(m, k)
        return [partial(self.torch.nn.functional.linear, x, weight) for weight in self.random(self.copies(n * k), n, k)]

    def product_fp8(self, m: int, n: int, k: int) -> list[Call]:
        """A linear layer on E4M3 values with one scale a tensor, the activations quantised beforehand."""
        if self.on_gpu and (self.properties.major, self.properties.minor) < (8, 9):
            raise NotImplementedError("the GPU has no fp8 units")
        x, weights = self.random_fp8(m, k), self.random_fp8(self.copies(n * k, 1), n, k)
        one = self.torch.ones((), device=self.device)
        return [partial(self.torch._scaled_mm, x, weight.t(), scale_a=one, scale_b=one, out_dtype=self.torch.bfloat16,
                        use_fast_accum=self.on_gpu) for weight in weights]

    def random_fp8(self, *shape: int) -> Any:
        """Normal values in E4M3."""
        return self.random(*shape).to(self.torch.float8_e4m3fn)

    def prefill(self, batch: int, tokens: int, cached: int, heads: int, kv_heads: int, size: int) -> list[Call]:
        """Causal attention of `tokens` queries a sequence, the last of `cached + tokens` positions."""
        if self.attention_kernel.endswith("cudnn") and cached:
            raise NotImplementedError("PyTorch offers no cuDNN attention after a cached prefix")
        values = 2 * batch * (cached + tokens) * kv_heads * size
        caches = self.random(self.copies(values), 2, batch, cached + tokens, kv_heads, size)
        queries = self.random(batch, tokens, heads, size)
        return [partial(self.attend, queries, keys, values) for keys, values in caches]

    def decode(self, batch: int, context: int, *heads: int) -> list[Call]:
        """Attention of one query a sequence over `context` positions."""
        return self.prefill(batch, 1, context - 1, *heads)

    def elementwise(self, kind: str, rows: int, width: int) -> list[Call]:
        """A norm with its residual addition, a gated activation as PyTorch's eager mode runs it, or a copy within memory."""
        functional = self.torch.nn.functional
        if kind == "copy":
            pairs = [self.random(2, rows, width) for _ in range(self.copies(2 * rows * width))]
            return [partial(target.copy_, source) for target, source in pairs]
        if kind == "norm":
            weight, inputs = self.random(width), self.random(self.copies(2 * rows * width), 2, rows, width)
            return [partial(lambda x, r: functional.rms_norm(r.add_(x), (width,), weight, 1e-5), *pair) for pair in inputs]
        inputs = self.random(self.copies(2 * rows * width), rows, 2 * width)
        return [partial(lambda x: functional.silu(x[:, :width]).mul_(x[:, width:]), each) for each in inputs]

    # Attention: queries, keys and values are (batch, tokens, heads, size), and the mask is aligned to the last token

    def choose_attention(self, asked: str) -> tuple[Any, str]:
        """The kernel asked for; or, for "auto", the first of a server's that is installed and agrees with plain arithmetic."""
        reasons = []
        # Not cuDNN's, which cannot follow a cached prefix: a table is of one kernel. The plain one is for the CPU.
        usual = ("fa3", "fa2", "flash") if self.on_gpu else ("math",)
        for name in usual if asked == "auto" else (asked,):
            try:
                attend = self.attention(name)
                self.check_attention(attend, cached=0 if name == "cudnn" else 19)
                return attend, {"fa3": "flash_attn_fa3", "fa2": "flash_attn_fa2"}.get(name, f"torch_sdpa_{name}")
            except (ImportError, OSError, AttributeError, TypeError, RuntimeError) as error:
                reasons.append(f"{name}: {first_line(error)}")
        if asked != "auto":
            raise InputError(f"--attention {'; '.join(reasons)}")
        self.left_out |= dict.fromkeys(("context_attention", "generation_attention"), "; ".join(reasons))
        return None, "none"

    def attention(self, name: str) -> Callable[..., Any]:
        """A function of queries, keys and values."""
        if name in ("fa3", "fa2"):
            if not self.on_gpu:
                raise NotImplementedError("needs a GPU")
            package = importlib.import_module("flash_attn_interface" if name == "fa3" else "flash_attn")
            # The form with a cache splits a long context over the multiprocessors, which decoding needs.
            return lambda q, k, v: package.flash_attn_with_kvcache(q, k, v, causal=True)
        for backend in ("flash", "cudnn", "math", "mem_efficient"):
            getattr(self.torch.backends.cuda, f"enable_{backend}_sdp")(backend == name)
        attention = self.torch.nn.functional.scaled_dot_product_attention
        causal_lower_right = importlib.import_module("torch.nn.attention.bias").causal_lower_right

        def attend(q: Any, k: Any, v: Any) -> Any:
            tokens, positions = q.shape[1], k.shape[1]
            mask = causal_lower_right(tokens, positions) if 1 < tokens < positions else None
            q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
            return attention(q, k, v, attn_mask=mask, is_causal=tokens == positions, enable_gqa=True).transpose(1, 2)

        return attend

    # Checks

    def check_attention(self, attend: Callable[..., Any], cached: int) -> None:
        """Compares a kernel with softmax written out, for a chunk after a prefix and for one query."""
        for tokens in (13, 1):
            positions = tokens + cached
            q, k, v = self.random(2, tokens, 4, 64), self.random(2, positions, 2, 64), self.random(2, positions, 2, 64)
            keys, values = (each.float().repeat_interleave(2, dim=2) for each in (k, v))
            scores = self.torch.einsum("bqhd,bkhd->bhqk", q.float(), keys) / 8
            hidden = self.torch.ones(tokens, positions, device=self.device, dtype=self.torch.bool).triu(cached + 1)
            weights = scores.masked_fill(hidden, -math.inf).softmax(-1)
            result = attend(q, k, v)
            self.require_close(result, self.torch.einsum("bhqk,bkhd->bqhd", weights, values), "attention")

    def check_product(self, table: str) -> None:
        """Compares a product with single precision."""
        call = self.builders[table](32, 64, 128)[0]
        weight = call.args[1] if table == "gemm_bfloat16" else call.args[1].t()
        self.require_close(call(), call.args[0].float() @ weight.float().t(), table)

    def check_tables(self) -> dict[str, str]:
        """Tries every table but those of attention; says which must be left out, and why."""
        checks: dict[str, Callable[[], Any]] = {table: partial(self.formats.check, table) for table in self.formats.builders}
        checks |= {table: partial(self.check_product, table) for table in ("gemm_bfloat16", "gemm_fp8")}
        checks |= {"sampler": self.samplers.check, "launches": partial(self.host.launches, "graph", 2)}
        reasons = {}
        for table, check in checks.items():
            try:
                check()
                self.synchronise()
            except Exception as error:  # compilers of kernels raise errors of their own
                reasons[table] = f"{type(error).__name__}: {first_line(error)}"
        return reasons

    def require_close(self, result: Any, reference: Any, what: str) -> None:
        """Allows what rounding to bfloat16 explains."""
        error = float((result.float() - reference).norm() / reference.norm())
        if not error < 0.01:
            raise RuntimeError(f"{what} differs from plain arithmetic by {error:.3g} of its norm")


def import_torch() -> Any:
    """PyTorch, or what to do without it."""
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise InputError(f"PyTorch cannot be imported ({error}); install it, as https://pytorch.org says") from error
