import { VisuallyHidden } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, type RefObject } from "react";

/** After each change of page the focus is at its heading, and who listens hears its name. */
export function Arrival({ main }: { readonly main: RefObject<HTMLElement | null> }) {
  const router = useRouter();
  const [said, say] = useState("");
  useEffect(() => {
    let leave: (() => void) | null = null;
    const unsubscribe = router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
      if (!pathChanged || fromLocation === undefined) return;
      requestAnimationFrame(() => {
        leave?.();
        leave = main.current && stayAtHeading(main.current);
        say(document.title);
      });
    });
    return () => {
      unsubscribe();
      leave?.();
    };
  }, [router, main]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}

/** Focus the heading, and the one that takes its place while the page's data come, until somebody does something. */
function stayAtHeading(main: HTMLElement): () => void {
  const watcher = new MutationObserver(() => {
    if (isLost(main)) focusHeading(main);
  });
  const leave = () => {
    watcher.disconnect();
  };
  focusHeading(main);
  watcher.observe(document.body, { childList: true, subtree: true });
  window.addEventListener("keydown", leave, { once: true, capture: true });
  window.addEventListener("pointerdown", leave, { once: true, capture: true });
  return leave;
}

/** What had the focus is gone, or the page had no heading yet. */
function isLost(main: HTMLElement): boolean {
  const focused = document.activeElement;
  return focused === document.body || (focused === main && main.querySelector("h1") !== null);
}

function focusHeading(main: HTMLElement): void {
  const heading = main.querySelector<HTMLElement>("h1");
  if (heading) heading.tabIndex = -1;
  (heading ?? main).focus({ preventScroll: true });
}
