"""Which default logins a node tries on a miner, and in which order."""

from hypothesis import given, strategies as st

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.payloads import SealedSecret
from headframe.core.logins import DefaultLogin, logins_to_try

ACTOR = Actor(ActorType.USER, "1", "Ada")
DRIVERS = ("", "antminer", "axeos")
SECRETS = st.builds(SealedSecret, st.sampled_from(("old", "new")), st.binary(min_size=16, max_size=16))
LOGINS = st.lists(
    st.builds(
        DefaultLogin,
        st.integers(1, 1_000),
        st.just(1),
        st.text(max_size=5),
        st.sampled_from(DRIVERS),
        st.integers(0, 5),
        st.just(ACTOR),
        st.dictionaries(st.integers(1, 3), SECRETS),
    ),
    max_size=8,
    unique_by=lambda login: login.id,
)


@given(LOGINS, st.integers(1, 3), st.sampled_from(DRIVERS[1:]))
def test_a_node_gets_what_it_can_open_for_the_driver_and_nothing_else(
    logins: list[DefaultLogin], node_id: int, driver: str
) -> None:
    tried = logins_to_try(logins, node_id=node_id, key_id="new", driver=driver)
    meant = [login for login in logins if login.driver in ("", driver)]
    openable = [login.sealed[node_id] for login in meant if node_id in login.sealed]
    assert sorted(secret.ciphertext for secret in tried) == sorted(
        secret.ciphertext for secret in openable if secret.recipient_key_id == "new"
    )


def test_logins_for_the_driver_come_first_and_older_before_newer() -> None:
    def login(number: int, driver: str) -> DefaultLogin:
        secret = SealedSecret("k", bytes([number]))
        return DefaultLogin(number, 1, "root", driver, number, ACTOR, {1: secret})

    logins = [login(4, ""), login(1, ""), login(3, "antminer"), login(2, "antminer"), login(5, "axeos")]
    tried = logins_to_try(logins, node_id=1, key_id="k", driver="antminer")
    assert [secret.ciphertext[0] for secret in tried] == [2, 3, 1, 4]


def test_what_is_sealed_is_not_shown() -> None:
    secret = SealedSecret("k", b"ciphertext")
    assert "ciphertext" not in repr(DefaultLogin(1, 1, "root", "", 0, ACTOR, {1: secret}))
