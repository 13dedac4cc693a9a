import type { EnrollmentCodeBody } from "~/api/schema";

/** The name under which the server's own authority is carried to a node. */
export const AUTHORITY_FILE = "headframe-ca.pem";

/** What is typed on the node's host. */
export function enrollLine(code: Pick<EnrollmentCodeBody, "code" | "server_url" | "authority_pem">): string {
  const ca = code.authority_pem === null ? "" : ` --ca ${AUTHORITY_FILE}`;
  return `headframe node enroll --server ${code.server_url}${ca} --code ${code.code}`;
}

const WORDS = 10;

/** How far ten pasted words are; the short form, which has dashes, is not counted. */
export function wordsTyped(text: string): string {
  if (text.includes("-")) return "";
  const typed = text.split(/\s+/u).filter((word) => word !== "").length;
  return typed === 0 ? "" : `${typed} of ${WORDS} words`;
}
