import { useEffect, useRef, type RefObject } from "react";

/** Scrolls to an element when `subject` changes while it lies below the screen: on a phone, what was asked for would go unseen. */
export function useInView(subject: string): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const shown = useRef(subject);
  useEffect(() => {
    if (shown.current === subject) return;
    shown.current = subject;
    const top = element.current?.getBoundingClientRect().top ?? 0;
    if (top > window.innerHeight / 2 || top < 0) element.current?.scrollIntoView({ block: "start" });
  }, [subject]);
  return element;
}
