/**
 * Put a text on the clipboard.
 *
 * @returns whether it is there: a browser may refuse.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (!window.isSecureContext) return copyBySelection(text);
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Over plain HTTP browsers offer no clipboard, but they still copy what is selected. */
function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way there is over plain HTTP
  const copied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
