"""A wind tunnel for LLM serving: a request trace against a cluster that does not exist yet.

``run``, ``sweep``, ``plan`` and ``compare`` call the program ``windtunnel``, which is in this package, and give what it found as pandas
frames. ``read`` opens a database that the program or these functions have written. ``Trace`` makes a trace of a frame.

    import windtunnel

    runs = windtunnel.run("chat-8b", seeds=3)                   # a frame with a row a run
    runs = windtunnel.read("results.sqlite").runs               # the same of a database
    runs.groupby(["vary.scheduler", "offeredPerSecond"])["ttftP99"].mean()    # where these varied

Bad input raises ``InputError`` with the program's own message.
"""

from ._database import Database, read
from ._errors import BrokenInvariant, InputError, Interrupted, WindtunnelError
from ._program import program, version
from ._trace import Trace
from ._verbs import compare, plan, run, sweep

__all__ = [
    "BrokenInvariant", "Database", "InputError", "Interrupted", "Trace", "WindtunnelError",
    "compare", "plan", "program", "read", "run", "sweep", "version",
]
