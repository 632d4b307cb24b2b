"""The process that holds the embedded model: ``python -m assistant.embedded_process``, started by ``embedded``.

It reads one line of JSON on stdin, writes its address on stdout, serves, and ends when stdin closes: so it cannot
outlive the process that started it, however that one ends.
"""

import importlib
import json
import signal
import sys
from typing import Any

from pydantic import BaseModel, ConfigDict

BATCH = 128
"""Prompt tokens computed at once: a stopped request ends only between batches (128 take about 2 s on 2 cores)."""


class Orders(BaseModel):
    """What the parent asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model_path: str
    key: str
    """Bearer token without which nobody on this machine may use the server."""
    threads: int
    context: int
    """Tokens of prompt and reply together."""
    cache_mib: int
    """Memory for the state of earlier prompts, in MiB."""


def serve(orders: Orders) -> Any:
    """Load the model and listen on a free port of 127.0.0.1; the server stops when the object goes."""
    xllamacpp: Any = importlib.import_module("xllamacpp")  # a bare extension module: nothing for a type checker
    params = xllamacpp.CommonParams()
    params.model.path = orders.model_path
    params.n_ctx = orders.context
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = orders.threads
    params.cpuparams_batch.n_threads = orders.threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [orders.key]
    params.cache_prompt = True
    params.cache_ram_mib = orders.cache_mib
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0  # errors only
    return xllamacpp.Server(params)


def main() -> int:
    """Serve until stdin closes; 1 when the model can't be loaded (the reason is on stderr)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which closes our stdin
    orders = Orders.model_validate_json(sys.stdin.readline())
    try:
        server = serve(orders)
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    del server
    return 0


if __name__ == "__main__":
    sys.exit(main())
