import classes from "~/features/tasks/TaskRing.module.css";

interface Props {
  /** 0 to 1. */
  readonly ratio: number;
  readonly tone: "good" | "bad";
}

const SIZE = 28;
const RADIUS = 11.5;
const AROUND = 2 * Math.PI * RADIUS;

/** How far all running tasks are together. The words stand on the button around it. */
export function TaskRing({ ratio, tone }: Props) {
  const at = { cx: SIZE / 2, cy: SIZE / 2, r: RADIUS, fill: "none", strokeWidth: 3 };
  return (
    <svg className={classes.ring} data-tone={tone} width={SIZE} height={SIZE} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden>
      <circle className={classes.track} {...at} />
      <circle className={classes.done} {...at} strokeLinecap="round" strokeDasharray={AROUND} strokeDashoffset={AROUND * (1 - ratio)} />
    </svg>
  );
}
