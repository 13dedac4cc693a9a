import { useNow } from "~/live/now";
import { ago, moment } from "~/units/time";

interface Props {
  readonly atMs: number | null | undefined;
  readonly timeZone?: string;
}

/** How old a value is, counted on by the second; the exact moment on hover. */
export function Age({ atMs, timeZone }: Props) {
  const now = useNow();
  if (atMs == null) return <>never</>;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={moment(atMs, timeZone)}>
      {ago(atMs, now)}
    </time>
  );
}
