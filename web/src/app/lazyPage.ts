import { lazyRouteComponent } from "@tanstack/react-router";

import { Problem } from "~/api/problem";

const NOT_FETCHED = /dynamically imported module|importing a module script failed/iu;

/**
 * A page as a chunk of its own. When its code cannot be fetched, that page says so; the router would
 * reload everything, and lose what is still on the screen while the server is out of reach.
 */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown) => {
        throw cause instanceof Error && NOT_FETCHED.test(cause.message) ? Problem.notLoaded(cause) : cause;
      }),
    name,
  );
