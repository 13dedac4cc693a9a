"""A seeded random order of 0..n-1 that needs no memory: neighbours in the network are not hit in a row."""

import hashlib
from collections.abc import Iterator


class Permutation:
    """Visits each of 0..size-1 exactly once, in an order that `seed` decides.

    Counting through the smallest power of two that holds `size`, each number is scrambled by steps that
    can be undone (add, multiply by an odd number, xor with its own upper half), so no two meet; results
    beyond `size` are skipped, at most every second one.
    """

    def __init__(self, size: int, seed: int) -> None:
        if size < 0:
            raise ValueError("size must not be negative")
        self._size = size
        self._bits = max(1, (size - 1).bit_length())
        digest = hashlib.sha256(str(seed).encode()).digest()
        keys = [int.from_bytes(digest[start : start + 8], "big") for start in range(0, len(digest), 8)]
        self._offset = keys[0]
        self._factors = tuple(key | 1 for key in keys[1:])

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        size, offset, (first, second, third) = self._size, self._offset, self._factors
        mask, shift = (1 << self._bits) - 1, (self._bits + 1) // 2
        for count in range(1 << self._bits):
            value = ((count + offset) * first) & mask
            value = ((value ^ value >> shift) * second) & mask
            value = ((value ^ value >> shift) * third) & mask
            value ^= value >> shift
            if value < size:
                yield value
