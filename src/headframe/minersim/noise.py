"""Repeatable noise: the same seed, channel and moment always give the same number."""

NOISE_STEP_SECONDS = 5.0
_MASK = (1 << 64) - 1


def mix(value: int) -> int:
    """Scramble 64 bits (the finaliser of splitmix64)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def uniform(seed: int, channel: int) -> float:
    """A number in [0, 1) that depends on `seed` and `channel` only."""
    return mix(mix(seed) ^ channel) / 2**64


def moment_word(seed: int, now: float) -> int:
    """The noise of one moment; it changes every `NOISE_STEP_SECONDS`. See `draw`."""
    return mix(seed ^ mix(int(now / NOISE_STEP_SECONDS)))


def draw(word: int, channel: int) -> float:
    """A number in [-1, 1) for a channel of a moment's noise; cheap, as a reading needs dozens."""
    return ((word * (2 * channel + 1)) & _MASK) / 2**63 - 1.0
