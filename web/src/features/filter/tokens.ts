/** What a piece of a filter is. `field` spans name and operator: `temp>`. */
export type TokenKind = "open" | "close" | "comma" | "not" | "and" | "or" | "field" | "value";

/** A piece of a filter from `from` up to `to`. `open`: a quote that nobody closed yet. */
export interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
  /** Of a field as it was written, of a value without quotes and escapes. */
  readonly text: string;
  readonly operator: string;
  readonly open: boolean;
}

const SPACE = /\s*/uy;
const FIELD = /([A-Za-z_][A-Za-z0-9_]*)(?:(:)|\s*(!=|>=|<=|=|>|<))\s*/uy;
const BARE = /[^\s,()"]+/uy;
const QUOTED = /"((?:[^"\\]|\\.)*)("|\\?$)/suy;
const SIGNS: Readonly<Record<string, TokenKind>> = { "(": "open", ")": "close", ",": "comma", "-": "not" };
const WORDS: Readonly<Record<string, TokenKind>> = { NOT: "not", AND: "and", OR: "or" };

/**
 * The tokens of a filter as the server reads it, and of one that is still being written: what makes no
 * sense is passed over, nothing is an error. `isField` tells `mac:aa` from the MAC address `aa:bb:cc:..`.
 */
export function tokens(filter: string, isField: (name: string) => boolean): Token[] {
  const found: Token[] = [];
  for (let at = end(SPACE, filter, 0); at < filter.length; at = end(SPACE, filter, at)) {
    const token = next(filter, at, found.at(-1)?.kind, isField);
    found.push(token);
    at = token.to;
  }
  return found;
}

function next(filter: string, at: number, before: TokenKind | undefined, isField: (name: string) => boolean): Token {
  if (before !== "field" && before !== "comma") {
    const sign = SIGNS[filter.charAt(at)];
    if (sign !== undefined) return token(sign, at, at + 1);
    const field = match(FIELD, filter, at);
    if (field && (isField(field[1] ?? "") || !isAddress(filter, at))) {
      return { ...token("field", at, at + field[0].length, field[1]), operator: field[2] ?? field[3] ?? ":" };
    }
    const word = WORDS[match(BARE, filter, at)?.[0] ?? ""];
    if (word !== undefined) return token(word, at, end(BARE, filter, at));
  }
  return value(filter, at);
}

function value(filter: string, at: number): Token {
  const quoted = match(QUOTED, filter, at);
  if (quoted) {
    const inside = (quoted[1] ?? "").replaceAll(/\\(.)/gsu, "$1");
    return { ...token("value", at, at + quoted[0].length, inside), open: quoted[2] !== '"' };
  }
  const bare = match(BARE, filter, at)?.[0] ?? filter.charAt(at);
  return token("value", at, at + bare.length, bare);
}

function token(kind: TokenKind, from: number, to: number, text = ""): Token {
  return { kind, from, to, text, operator: "", open: false };
}

/** A bare word of at least two colons: a MAC or IPv6 address. */
function isAddress(filter: string, at: number): boolean {
  return /:.*:/u.test(match(BARE, filter, at)?.[0] ?? "");
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function end(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}
