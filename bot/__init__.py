"""The process: settings, wiring, channels, receiver, sender, web server, command line."""

import os
import sys

# Its threads wait for each other by spinning, which costs more than our small pictures gain.
# Heeded only when set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What draws in terminals, which structlog and httpx load where they find it, and do without where
# they don't: more than 4 MB for as long as the process runs.
for _name in ("rich", "click"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
