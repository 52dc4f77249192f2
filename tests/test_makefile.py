"""The first start: make says that it installs before it is silent for a while, and only then."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from tests.process import ROOT

# Stands in for Python: an environment is a copy of this, and installing takes no time.
PYTHON = """#!/bin/sh
if [ "$2" = venv ]; then mkdir -p .venv/bin && cp "$0" .venv/bin/python; fi
"""


async def make(folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    process = await asyncio.create_subprocess_exec(
        "make", "install", f"PYTHON={folder / 'python'}",
        cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


async def test_make_says_when_it_installs_and_only_then(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    first = await make(tmp_path)
    assert first.startswith("Making a Python environment")
    assert first.count("Installing") == 1
    assert "Installing" not in await make(tmp_path)
    (tmp_path / "pyproject.toml").write_text("changed")
    os.utime(tmp_path / ".venv" / "installed", (0, 0))
    assert "Installing" in await make(tmp_path)
