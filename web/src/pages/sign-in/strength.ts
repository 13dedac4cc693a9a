/** The shortest password that the server takes. */
export const MIN_CHARS = 10;

/** How a password looks to somebody who guesses. A hint, no promise. */
export interface Strength {
  readonly level: "short" | "weak" | "fair" | "strong";
  readonly words: string;
}

const FAIR_BITS = 45;
const STRONG_BITS = 65;
/** What guessers try first, and characters that follow each other, add next to nothing. */
const GUESSED = /password|passwort|headframe|bitcoin|antminer|whatsminer|qwert[yz]?|asdfgh?|letmein|welcome|admin|miner/giu;
const FOLLOWS = 0.15;

export function strength(password: string): Strength {
  const missing = MIN_CHARS - password.length;
  if (missing > 0) return { level: "short", words: `${missing} more ${missing === 1 ? "character" : "characters"}, at least.` };
  const bits = guessBits(password);
  if (bits < FAIR_BITS) return { level: "weak", words: "Easy to guess. Several unrelated words are better." };
  if (bits < STRONG_BITS) return { level: "fair", words: "Fair. A few more characters make it strong." };
  return { level: "strong", words: "Strong." };
}

/** Roughly how many bits a guesser has to find. */
function guessBits(password: string): number {
  const rest = password.replace(GUESSED, "a");
  return weight(rest) * Math.log2(alphabet(rest));
}

/** Characters, where one that only continues or repeats what stood before hardly counts. */
function weight(text: string): number {
  const codes = Array.from(text.toLowerCase(), (each) => each.codePointAt(0) ?? 0);
  const seen = new Map<number, number>();
  return codes.reduce((sum, code, index) => {
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    const previous = codes[index - 1];
    if (previous !== undefined && Math.abs(previous - code) <= 1) return sum + FOLLOWS;
    return sum + 1 / (1 + before / 2);
  }, 0);
}

/** How many characters each place could have held, judged by the kinds that occur. */
function alphabet(text: string): number {
  const kinds = [
    [/[a-z]/u, 26],
    [/[A-Z]/u, 26],
    [/\d/u, 10],
    [/[^a-zA-Z\d]/u, 33],
  ] as const;
  return kinds.reduce((sum, [kind, size]) => (kind.test(text) ? sum + size : sum), 0);
}
