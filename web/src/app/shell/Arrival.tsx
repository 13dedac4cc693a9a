import { VisuallyHidden } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, type RefObject } from "react";

/** After each change of page the focus is at its heading, and who listens hears its name. */
export function Arrival({ main }: { readonly main: RefObject<HTMLElement | null> }) {
  const router = useRouter();
  const [said, say] = useState("");
  useEffect(
    () =>
      router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return;
        requestAnimationFrame(() => {
          focusHeading(main.current);
          say(document.title);
        });
      }),
    [router, main],
  );
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}

function focusHeading(main: HTMLElement | null): void {
  const heading = main?.querySelector<HTMLElement>("h1");
  if (heading) heading.tabIndex = -1;
  (heading ?? main)?.focus({ preventScroll: true });
}
