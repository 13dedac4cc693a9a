import { useCallback, useEffect, useRef, useState } from "react";

const NEARBY = "400px 0px"; // what one scrolls to is there already

/** Which racks are on the screen, or close to it: give `watch` as the ref of each element that has `data-rack-id`. */
export function useVisible(): { readonly visible: ReadonlySet<number>; readonly watch: (element: Element | null) => (() => void) | undefined } {
  const [visible, setVisible] = useState<ReadonlySet<number>>(new Set());
  const observer = useRef<IntersectionObserver | null>(null);
  const elements = useRef(new Set<Element>());
  useEffect(() => {
    const watching = new IntersectionObserver((entries) => setVisible((old) => seen(old, entries)), { rootMargin: NEARBY });
    observer.current = watching;
    for (const element of elements.current) watching.observe(element);
    return () => watching.disconnect();
  }, []);
  const watch = useCallback((element: Element | null) => {
    if (element === null) return undefined;
    elements.current.add(element);
    observer.current?.observe(element);
    return () => {
      elements.current.delete(element);
      observer.current?.unobserve(element);
    };
  }, []);
  return { visible, watch };
}

function seen(old: ReadonlySet<number>, entries: readonly IntersectionObserverEntry[]): ReadonlySet<number> {
  const next = new Set(old);
  for (const { target, isIntersecting } of entries) {
    const id = Number(target.getAttribute("data-rack-id"));
    if (isIntersecting) next.add(id);
    else next.delete(id);
  }
  return next.size === old.size && [...next].every((id) => old.has(id)) ? old : next;
}
