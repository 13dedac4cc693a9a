import { useState } from "react";

import { Problem } from "~/api/problem";
import { serverNow } from "~/live/clock";
import { useNow } from "~/live/now";

/** A wait that the server asked for: `heed` each error, and do not ask again before `seconds` is 0. */
export interface Wait {
  readonly seconds: number;
  readonly heed: (error: unknown) => void;
}

/** Counts down what "sign_in_throttled" and the like tell to wait. */
export function useWait(): Wait {
  const now = useNow();
  const [until, setUntil] = useState(0);
  return {
    seconds: Math.max(Math.ceil((until - now) / 1000), 0),
    heed: (error) => setUntil(serverNow() + (Problem.from(error).retryAfterSeconds ?? 0) * 1000),
  };
}
