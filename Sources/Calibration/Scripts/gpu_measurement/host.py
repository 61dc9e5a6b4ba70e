"""What passes between host and GPU: copies over the bus from pinned memory and to it, and launches of kernels."""
from __future__ import annotations

import statistics
import time
from functools import partial
from typing import Any

from .timing import Call, repeat

LAUNCH_SECONDS = 0.1
VALUES_OF_A_SMALL_KERNEL = 32


class Host:
    """Builds copies and times launches on the device of `operators`."""

    def __init__(self, operators: Any) -> None:
        self.operators, self.torch, self.device = operators, operators.torch, operators.device

    def transfer(self, direction: str, size: int) -> list[Call]:
        """A copy of `size` bytes that the host does not wait for; buffers take turns as weights do."""
        copies = self.operators.copies(size, 1)
        on_host = self.torch.ones(copies, size, dtype=self.torch.uint8, pin_memory=self.operators.on_gpu)
        on_device = self.torch.ones(copies, size, dtype=self.torch.uint8, device=self.device)
        pairs = zip(on_device, on_host) if direction == "to_device" else zip(on_host, on_device)
        return [partial(target.copy_, source, non_blocking=True) for target, source in pairs]

    def launches(self, kind: str, nodes: int) -> dict[str, Any]:
        """Milliseconds of the host until `nodes` small kernels are on their way, of the GPU for them, and until the host knows."""
        if not self.operators.on_gpu:
            raise NotImplementedError("needs a GPU")
        values = self.torch.zeros(VALUES_OF_A_SMALL_KERNEL, device=self.device)
        start = partial(self.launch_each, values, nodes) if kind == "eager" else self.graph(values, nodes).replay
        for _ in range(3):
            start()
        host, whole = [], []

        def sample() -> float:
            self.torch.cuda.synchronize()
            begin = time.perf_counter()
            start()
            host.append((time.perf_counter() - begin) * 1e3)
            self.torch.cuda.synchronize()
            whole.append((time.perf_counter() - begin) * 1e3)
            return whole[-1]

        repeat(sample, LAUNCH_SECONDS)
        device = repeat(lambda: self.operators.timer.milliseconds(start), LAUNCH_SECONDS)
        return {"host_ms": statistics.median(host), "latency_ms": statistics.median(device),
                "finished_ms": statistics.median(whole)}

    def launch_each(self, values: Any, nodes: int) -> None:
        """One after the other, as code without graphs does."""
        for _ in range(nodes):
            values.add_(1)

    def graph(self, values: Any, nodes: int) -> Any:
        """A CUDA graph of as many kernels in a row."""
        self.torch.cuda.synchronize()
        graph = self.torch.cuda.CUDAGraph()
        with self.torch.cuda.graph(graph, stream=self.operators.timer.stream):
            self.launch_each(values, nodes)
        return graph
