"""The process: settings, wiring, channels, receiver, sender, web server, command line."""

import os

# Its threads wait for each other by spinning, which costs more than our small pictures gain.
# Heeded only when set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
