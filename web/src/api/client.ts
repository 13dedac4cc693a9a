import createClient, { type Middleware } from "openapi-fetch";

import { isSomebodyThere } from "~/api/person";
import { CSRF_REJECTED, NOT_SIGNED_IN, Problem } from "~/api/problem";
import type { paths } from "~/api/schema";

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;
let onStaleToken: () => void = () => undefined;

/** The session's token, which every unsafe request carries. Told by sign-in and `GET /me`. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when the server says that nobody is signed in any more. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** What to do when the server takes no more requests with this token: somebody may have signed in anew in another tab. */
export function whenTokenIsStale(act: () => void): void {
  onStaleToken = act;
}

const session: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && UNSAFE.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken);
    if (isSomebodyThere()) request.headers.set("X-Headframe-Person", "1");
    return request;
  },
};

/** The operator API, typed from its own document. Use it with `answer`. */
export const api = createClient<paths>({ baseUrl: "/api/v1", credentials: "same-origin" });
api.use(session);

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful answer.
 *
 * @throws {Problem} for every other answer, and when there was none.
 */
export async function answer<T>(call: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (cause) {
    throw Problem.unreachable(cause);
  }
  if (!reply.response.ok) {
    const problem = Problem.of(reply.error, reply.response.status);
    if (problem.code === NOT_SIGNED_IN) onSignedOut();
    else if (problem.code === CSRF_REJECTED) onStaleToken();
    throw problem;
  }
  return reply.data as T;
}
