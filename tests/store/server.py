"""A real SPARQL server: Oxigraph's own, from the package ``oxigraph``."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server whose data are in a folder; it takes queries, updates and graphs there."""
    binary = Path(sys.executable).with_name("oxigraph")
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    assert program is not None, "the package oxigraph is not installed"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    call = [program, "serve", "--location", str(folder), "--bind", address]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(500):
                try:
                    urlopen(f"http://{address}/").close()
                    break
                except OSError:
                    time.sleep(0.02)
            yield f"http://{address}"
        finally:
            process.kill()
