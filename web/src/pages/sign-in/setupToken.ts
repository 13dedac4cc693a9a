let token: string | null = null;

/** Keep the one-time token that came behind the `#`; it lives in this tab's memory alone. */
export function keepSetupToken(fromAddress: string): void {
  token = fromAddress;
}

/** The token of the link that was opened; null without one, and once it was used. */
export function setupToken(): string | null {
  return token;
}

/** It was used: it works for nobody any more. */
export function dropSetupToken(): void {
  token = null;
}
