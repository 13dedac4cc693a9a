"""What a node tells the person at its console. The words are for reading out; the rest says what happens."""

from collections.abc import Callable

from headframe.core.enrollment.fingerprint import EnrollmentFacts, fingerprint, short_form
from headframe.core.enrollment.words import fingerprint_words
from headframe.kit.words import english_words

WORDS_A_ROW = 5


class Console:
    """Lines for a person. `say` prints one."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def fingerprint(self, facts: EnrollmentFacts) -> None:
        """The ten words and the short form of the keys that this node has sent."""
        digest = fingerprint(facts)
        words = fingerprint_words(digest, english_words())
        self._say("This node's keys, in words:")
        self._say("")
        for at in range(0, len(words), WORDS_A_ROW):
            self._say("    " + "  ".join(words[at : at + WORDS_A_ROW]))
        self._say("")
        self._say(f"    {short_form(digest)}")
        self._say("")

    def waiting(self, server_url: str, enrollment_id: str) -> None:
        """Who has to do what now."""
        self._say(f"It waits for an admin of {server_url} to approve it by these words, in the UI, or with:")
        self._say(f"    headframe nodes approve {enrollment_id}")

    def out_of_contact(self, problem: str, seconds: float) -> None:
        """The server could not be asked; it is asked again."""
        self._say(f"{problem}; asking again in {seconds:.0f} s")

    def enrolled(self, node_id: str, name: str) -> None:
        """It is over."""
        self._say(f"Approved: this is node {node_id}, {name}. Run it with: headframe node run")

    def rotated(self) -> None:
        """New keys are in place."""
        self._say("Approved: the new keys are in place. A node that runs takes them within seconds.")
