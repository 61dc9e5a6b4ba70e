"""Passes from logits to tokens as vLLM's PyTorch code makes them, each checked against plain arithmetic.

`temperature`, `top_k`, `top_p`, `top_k_top_p` and `min_p` are whole ways: scaling, the filter, softmax and the draw. The
others are passes of their own. Values that leave logits as they are (a temperature of 1, say) keep repeats alike; the work is
the same. Logits are used again at once, as in a server, where the product before has just written them.
"""
from __future__ import annotations

from functools import partial
from typing import Any

from .grid import SAMPLERS
from .timing import Call

TOP_K, TOP_P, MIN_P = 50, 0.9, 0.05
LISTED_LOG_PROBABILITIES = 5
HISTORY_TOKENS = 512
CHECKED_ROWS, CHECKED_VOCABULARY = 3, 211


class Samplers:
    """Builds the calls of the sampler table on the device of `operators`."""

    def __init__(self, operators: Any) -> None:
        self.operators, self.torch, self.device = operators, operators.torch, operators.device

    def calls(self, kind: str, rows: int, vocabulary: int) -> list[Call]:
        """The pass of a kind over float32 logits; a conversion starts from bfloat16."""
        logits = 3 * self.operators.random(rows, vocabulary)
        if kind == "convert":
            return [partial(logits.float)]
        logits = logits.float()
        if kind in ("greedy", "log_probabilities"):
            return [partial(getattr(self, kind), logits)]
        if kind in ("token_counts", "repetition_penalty", "presence_penalty", "frequency_penalty"):
            history = self.torch.randint(0, vocabulary, (rows, HISTORY_TOKENS), device=self.device)
            if kind == "token_counts":
                return [partial(self.token_counts, history, vocabulary)]
            neutral = self.torch.full((rows, 1), float(kind == "repetition_penalty"), device=self.device)
            return [partial(getattr(self, kind), logits, self.token_counts(history, vocabulary), neutral)]
        column = {name: self.torch.full((rows, 1), value, device=self.device)
                  for name, value in (("temperature", 1.0), ("top_p", TOP_P), ("min_p", MIN_P))}
        return [partial(self.sample, kind, logits, column)]

    def greedy(self, logits: Any) -> Any:
        """The likeliest token."""
        return logits.argmax(-1)

    def sample(self, kind: str, logits: Any, column: dict[str, Any]) -> Any:
        """A token of each row, drawn from what the filter of this kind leaves."""
        scaled = self.kept(kind, logits.div_(column["temperature"]), column)
        return self.draw(scaled.softmax(-1, dtype=self.torch.float32))

    def draw(self, probabilities: Any) -> Any:
        """The first of exponential clocks that run at the rates of the tokens: a draw without waiting for the host."""
        clocks = self.torch.empty_like(probabilities).exponential_()
        return probabilities.div_(clocks).argmax(-1)

    def kept(self, kind: str, logits: Any, column: dict[str, Any]) -> Any:
        """Logits with the tokens that a filter leaves out at minus infinity."""
        nothing = float("-inf")
        if kind == "temperature":
            return logits
        if kind == "top_k":
            least = logits.topk(TOP_K, dim=-1).values[:, -1:]
            return logits.masked_fill(logits < least, nothing)
        if kind == "min_p":
            probabilities = logits.softmax(-1)
            least = column["min_p"] * probabilities.amax(-1, keepdim=True)
            return logits.masked_fill(probabilities < least, nothing)
        ascending, places = logits.sort(dim=-1)
        if kind == "top_k_top_p":
            ascending.masked_fill_(ascending < ascending[:, -TOP_K:1 - TOP_K or None], nothing)
        shares = ascending.softmax(-1)
        below = self.torch.cumsum(shares, -1, out=shares) <= 1 - column["top_p"]
        below[:, -1:].fill_(False)
        return ascending.masked_fill_(below, nothing).scatter(-1, places, ascending)

    def token_counts(self, history: Any, vocabulary: int) -> Any:
        """How often each token has come so far."""
        counts = self.torch.zeros(history.shape[0], vocabulary, device=self.device, dtype=self.torch.int64)
        return counts.scatter_add_(1, history, self.torch.ones_like(history))

    def repetition_penalty(self, logits: Any, counts: Any, penalty: Any) -> Any:
        """Divides the positive logits of tokens that have come, multiplies the negative ones."""
        factor = self.torch.where(counts > 0, penalty, 1.0)
        return logits.mul_(self.torch.where(logits > 0, 1 / factor, factor))

    def presence_penalty(self, logits: Any, counts: Any, penalty: Any) -> Any:
        """Subtracts the penalty from tokens that have come."""
        return logits.sub_(penalty * (counts > 0))

    def frequency_penalty(self, logits: Any, counts: Any, penalty: Any) -> Any:
        """Subtracts the penalty for each time that a token has come."""
        return logits.sub_(penalty * counts)

    def log_probabilities(self, logits: Any) -> Any:
        """Of the likeliest tokens and of the chosen one, with its rank."""
        logs = logits.log_softmax(-1, dtype=self.torch.float32)
        chosen = logs.gather(-1, logits.argmax(-1, keepdim=True))
        return logs.topk(LISTED_LOG_PROBABILITIES, -1), chosen, (logs >= chosen).sum(-1)

    # Checks

    def check(self) -> None:
        """Compares every filter with one written out token by token, and draws with what it leaves."""
        for kind in SAMPLERS:
            call = self.calls(kind, CHECKED_ROWS, CHECKED_VOCABULARY)[0]
            if call.func == self.sample:
                self.check_filter(kind, call.args[2])
            else:
                call()
        counts = self.token_counts(self.torch.tensor([[1, 1, 3]], device=self.device), 4)
        logits = self.torch.tensor([[2.0, 2.0, -2.0, -2.0]], device=self.device)
        penalty = self.torch.tensor([[2.0]], device=self.device)
        for kind, expected in (("repetition_penalty", [2, 1, -2, -4]), ("presence_penalty", [2, 0, -2, -4]),
                               ("frequency_penalty", [2, -2, -2, -4])):
            if getattr(self, kind)(logits.clone(), counts, penalty).tolist() != [expected]:
                raise RuntimeError(f"{kind} is not as written out")

    def check_filter(self, kind: str, column: dict[str, Any]) -> None:
        """A token stays if it is likely enough by the rule of its kind, in double precision."""
        logits = 3 * self.torch.randn(CHECKED_ROWS, CHECKED_VOCABULARY, device=self.device)
        kept = self.kept(kind, logits.clone(), column).isfinite()
        for row, stays in zip(logits.double(), kept):
            order = row.argsort(descending=True)
            shares = row.softmax(-1)[order]
            if kind.startswith("top_k"):
                shares[TOP_K:] = 0
            shares /= shares.sum()
            before = shares.cumsum(-1) - shares
            likely = shares > 0
            if kind.endswith("top_p"):
                likely &= before < TOP_P
            if kind == "min_p":
                likely &= shares >= MIN_P * shares[0]
            # A share that rounding puts on either side of a limit is no fault.
            if abs(int(likely.sum()) - int(stays.sum())) > 1 or not bool(stays[order[0]]):
                raise RuntimeError(f"{kind} leaves {int(stays.sum())} tokens, written out {int(likely.sum())}")
        if not bool(kept.gather(-1, self.sample(kind, logits, column)[:, None]).all()):
            raise RuntimeError(f"{kind} draws what it leaves out")
