"""Write tokens of API 2.0: bought with `get_token`, spent in an encrypted command."""

from dataclasses import dataclass

from headframe.minersim.miner import SimMiner
from headframe.minersim.noise import mix
from headframe.minersim.whatsminer.crypt import md5crypt_tail

TOKEN_LIFETIME_SECONDS = 30 * 60
MAX_TOKENS = 32
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SALT_CHARS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """What `get_token` answers: the client derives its key and signature from these."""

    time: str
    salt: str
    newsalt: str


def make_salt(seed: int, number: int) -> str:
    """Eight characters, repeatable."""
    value = mix(seed ^ mix(number))
    letters = []
    for _ in range(_SALT_CHARS):
        value, index = divmod(value, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


class TokenDesk:
    """The tokens one miner has given out. They die with a reboot or a new password."""

    def __init__(self) -> None:
        self._expiry: dict[str, float] = {}
        self._issued = 0
        self._key: tuple[str, str] | None = None

    def key(self, miner: SimMiner, password: str) -> str:
        """The md5crypt hash of the password, from which the AES key comes."""
        if self._key is None or self._key[0] != password:
            self._key = (password, md5crypt_tail(password, make_salt(miner.seed, 0)))
            self._expiry.clear()
        return self._key[1]

    def issue(self, miner: SimMiner) -> Offer | None:
        """A new token, or None when too many are alive."""
        now = miner.clock()
        self._expiry = {sign: end for sign, end in self._expiry.items() if end > now}
        if len(self._expiry) >= MAX_TOKENS:
            return None
        self._issued += 1
        stamp = f"{int(now + self._issued) % 10_000:04d}"
        offer = Offer(stamp, make_salt(miner.seed, 0), make_salt(miner.seed, self._issued))
        password = miner.password("admin")
        if password is not None:
            key = self.key(miner, password)
            sign = md5crypt_tail(key + offer.time, offer.newsalt)
            self._expiry[sign] = now + TOKEN_LIFETIME_SECONDS
        return offer

    def accepts(self, sign: object, now: float) -> bool:
        """Whether this signature belongs to a live token."""
        return isinstance(sign, str) and self._expiry.get(sign, 0.0) > now


def desk_of(miner: SimMiner) -> TokenDesk:
    """The miner's token desk; a reboot closes it and opens a new one."""
    desk = miner.sessions.get("tokens")
    if not isinstance(desk, TokenDesk):
        desk = miner.sessions["tokens"] = TokenDesk()
    return desk
