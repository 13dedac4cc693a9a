import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

interface Loadable {
  readonly preload?: () => Promise<unknown>;
}

/** Fetch the code of all pages when the browser has nothing else to do, so that they open at once, without a server too. */
export function usePagesAhead(): void {
  const router = useRouter();
  useEffect(() => {
    if (isSaving()) return undefined;
    const handle = whenIdle(() => {
      for (const route of Object.values(router.routesById)) {
        void (route.options.component as Loadable | undefined)?.preload?.();
      }
    });
    return () => dropIdle(handle);
  }, [router]);
}

function isSaving(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

const AFTER_MS = 3_000;

/** Safari has no idle callbacks. */
function whenIdle(act: () => void): number {
  return "requestIdleCallback" in window ? requestIdleCallback(act, { timeout: AFTER_MS }) : Number(setTimeout(act, AFTER_MS));
}

function dropIdle(handle: number): void {
  if ("cancelIdleCallback" in window) cancelIdleCallback(handle);
  else clearTimeout(handle);
}
