import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Where a list begins on the page: a list that scrolls with the window has to know. */
export function useListTop(): { list: RefObject<HTMLDivElement | null>; top: number } {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  return { list, top };
}
