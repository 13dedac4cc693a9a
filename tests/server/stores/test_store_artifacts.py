"""What is known of artifacts."""

from dataclasses import replace

import pytest

from headframe.core.artifacts import Artifact, ArtifactKind
from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.artifacts import ArtifactQuery
from tests.server.stores.store_builders import ALICE, NOW_MS

ALL = ArtifactQuery(10)


def image(org_id: int, number: int) -> Artifact:
    digest = bytes([number]) * 32
    return Artifact(
        f"{number:032x}",
        org_id,
        ArtifactKind.FIRMWARE,
        f"image-{number}.bin",
        2**33 + number,
        digest,
        NOW_MS + number,
        ALICE,
    )


def log(org_id: int, number: int, device_id: int) -> Artifact:
    found = image(org_id, number)
    return replace(found, kind=ArtifactKind.LOG, device_id=device_id, device_name="m1", size_bytes=number)


async def test_files_are_listed_newest_first_in_windows(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    kept = [image(org_id, 1), log(org_id, 2, 7), log(org_id, 3, 8), image(org_id, 4)]
    for artifact in kept:
        await stores.artifacts.put_artifact(artifact)
    artifacts = stores.artifacts.artifacts
    assert await artifacts(org_id, ALL) == (kept[::-1], 4)
    assert await artifacts(org_id, ArtifactQuery(1, offset=1)) == ([kept[2]], 4)
    assert await artifacts(org_id, replace(ALL, kind=ArtifactKind.FIRMWARE)) == ([kept[3], kept[0]], 2)
    assert await artifacts(org_id, replace(ALL, device_id=7)) == ([kept[1]], 1)
    assert await artifacts(org_id, replace(ALL, before_ms=NOW_MS + 3)) == ([kept[1], kept[0]], 2)
    assert await stores.artifacts.artifact(org_id, kept[1].id) == kept[1]


async def test_the_same_id_is_replaced_and_weights_add_up(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    assert await stores.artifacts.artifact_bytes(org_id) == 0
    first = log(org_id, 5, 7)
    again = replace(first, size_bytes=9, sha256=b"n" * 32, created_at_ms=NOW_MS + 99)
    for artifact in (first, again, image(org_id, 1)):
        await stores.artifacts.put_artifact(artifact)
    assert await stores.artifacts.artifact(org_id, first.id) == again
    assert await stores.artifacts.artifact_bytes(org_id) == 9 + 2**33 + 1


async def test_a_removed_file_is_gone_and_others_have_their_own(stores: Stores) -> None:
    first, second = [await stores.people.ensure_org(name) for name in ("a", "b")]
    await stores.artifacts.put_artifact(image(first, 1))
    await stores.artifacts.put_artifact(image(second, 1))
    await stores.artifacts.remove_artifact(first, image(first, 1).id)
    assert await stores.artifacts.artifacts(first, ALL) == ([], 0)
    assert await stores.artifacts.artifacts(second, ALL) == ([image(second, 1)], 1)
    with pytest.raises(HeadframeError) as absent:
        await stores.artifacts.remove_artifact(first, image(first, 1).id)
    assert absent.value.code is Code.NOT_FOUND
