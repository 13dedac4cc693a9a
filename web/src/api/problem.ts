import type { FieldProblemBody, ProblemBody } from "~/api/schema";

type Described = Partial<Omit<ProblemBody, "code">> & { code: string; title: string; status: number };

/** The code of requests without a session, or with one that ended. */
export const NOT_SIGNED_IN = "not_signed_in";

/** The code of requests whose token is of another session. */
export const CSRF_REJECTED = "csrf_rejected";

/** The code of pages whose code could not be fetched. */
export const PAGE_NOT_LOADED = "page_not_loaded";

/** An error answer of the API (RFC 9457), or the lack of any answer (`code` "unreachable"). */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly action: string;
  readonly fields: readonly FieldProblemBody[];
  readonly retryAfterSeconds: number | null;
  readonly requestId: string;

  private constructor(body: Described, cause?: unknown) {
    super(body.detail ?? body.title, { cause });
    this.name = "Problem";
    this.code = body.code;
    this.status = body.status;
    this.title = body.title;
    this.action = body.action ?? "";
    this.fields = body.errors ?? [];
    this.retryAfterSeconds = body.retry_after_seconds ?? null;
    this.requestId = body.request_id ?? "";
  }

  /** From an answer's body; what is no problem document (a proxy's page, say) is told as such. */
  static of(body: unknown, status: number): Problem {
    if (isProblemBody(body)) return new Problem(body);
    return new Problem({
      code: "unexpected_answer",
      title: `The server answered ${status} without a word of explanation`,
      status,
      action: "Try again; if it stays so, look at the server's log and at proxies between.",
    });
  }

  /** No answer came. */
  static unreachable(cause: unknown): Problem {
    return new Problem(
      {
        code: "unreachable",
        title: "The server cannot be reached",
        status: 0,
        action: "Check the connection. Nothing was confirmed: look before you repeat a command.",
      },
      cause,
    );
  }

  /** The code of a page did not come. */
  static notLoaded(cause: unknown): Problem {
    return new Problem(
      {
        code: PAGE_NOT_LOADED,
        title: "This page could not be fetched",
        status: 0,
        action: "The server is out of reach, or Headframe was updated meanwhile. Reload the page when the server is back.",
      },
      cause,
    );
  }

  /** Any thrown value as a problem. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new Problem({ code: "client_error", title: "The page itself failed", detail, status: 0, action: "Reload the page." }, error);
  }

  /** Whether the same request may work later, unchanged. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** What is wrong with one field of the request body, by its JSON pointer ("/pools/0/url"). */
  at(pointer: string): string | undefined {
    return this.fields.find((field) => field.where === pointer)?.message;
  }
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "code" in body && "title" in body && "status" in body;
}
