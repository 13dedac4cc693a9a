const DAY_MS = 86_400_000;

/** How long a new key may work, as one chooses it. */
export const EXPIRIES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Until it is revoked" },
] as const;

export type Expiry = (typeof EXPIRIES)[number]["value"];

/** The moment that a key made at `nowMs` ends; null for never. */
export function expiresAt(expiry: Expiry, nowMs: number): number | null {
  return expiry === "never" ? null : nowMs + Number(expiry) * DAY_MS;
}
