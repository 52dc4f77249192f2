"""Codes of very many photos that nobody took, spread as those of drawn ones are."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from handlers.likeness import Look


class Codes:
    """Bits are set as often, and go together as much, as in the codes of some photos: skies are
    light and streets are dark, so some codes are common and most are not."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self.thumbnails = [look.kept for look in looks if look.kept]
        signed = np.array([look.code for look in looks if look.kept], dtype=np.int64)
        bits = np.unpackbits(signed.view(np.uint8).reshape(-1, 16), axis=1).astype(np.float32)
        self._rng = np.random.default_rng(7)
        normal = self._rng.standard_normal(200_000)
        self._often = np.quantile(normal, bits.mean(0).clip(0.02, 0.98)).astype(np.float32)
        # What a correlation of signs says of the numbers that have them.
        together = np.sin(np.pi / 2 * np.nan_to_num(np.corrcoef(bits.T)))
        values, vectors = np.linalg.eigh(together)
        root = vectors * np.sqrt(values.clip(0))
        self._root = (root / np.sqrt((root**2).sum(1, keepdims=True))).astype(np.float32)

    def make(self, count: int) -> npt.NDArray[np.int64]:
        """So many codes, a row for each."""
        normal = self._rng.standard_normal((count, len(self._root)), dtype=np.float32)
        bits = normal @ self._root.T + self._often > 0
        return np.packbits(bits, axis=1).view(np.int64)
