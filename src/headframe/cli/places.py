"""Sites, buildings, racks and groups by name or id."""

from headframe.cli.client import Body, Client
from headframe.cli.errors import AMBIGUOUS, CliError
from headframe.core.errors import Code


def site_named(client: Client, word: str) -> Body:
    """A site."""
    return _named(client.get_list("/sites"), "site", word)


def building_named(client: Client, word: str, site_id: int | None = None) -> Body:
    """A building, of one site or of any."""
    return _named(client.get_list("/buildings", site_id=site_id), "building", word)


def rack_named(client: Client, word: str, building_id: int | None = None) -> Body:
    """A rack, of one building or of any."""
    return _named(client.get_list("/racks", building_id=building_id), "rack", word)


def group_named(client: Client, word: str) -> Body:
    """A group."""
    return _named(client.get_list("/groups"), "group", word)


def node_named(client: Client, word: str) -> Body:
    """A node."""
    return _named(client.get_list("/nodes"), "node", word)


def _named(entries: list[Body], kind: str, word: str) -> Body:
    """The entry of that name, whatever its case, else of that id; a name wins."""
    found = [entry for entry in entries if entry["name"].casefold() == word.casefold()]
    found = found or [entry for entry in entries if str(entry["id"]) == word]
    if len(found) == 1:
        return found[0]
    if not found:
        names = ", ".join(entry["name"] for entry in entries[:10])
        raise CliError(
            Code.NOT_FOUND, f"there is no {kind} {word!r}", f"There are: {names}." if names else ""
        )
    ids = ", ".join(str(entry["id"]) for entry in found)
    raise CliError(AMBIGUOUS, f"several {kind}s are called {word!r}", f"Name one by its id: {ids}.")
