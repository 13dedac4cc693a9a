import createClient from "openapi-fetch";

import type { paths } from "~/api/schema-node";

/** What a node alone answers, beside its part of the operator API. Use it with `answer`. */
export const local = createClient<paths>({ baseUrl: "/api/v1", credentials: "same-origin" });
