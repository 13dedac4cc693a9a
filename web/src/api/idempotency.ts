const BYTES = 16;

/** A new name for one act: repeating a request with it does nothing twice. Works without TLS too. */
export function newActKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
