import { useState } from "react";

import classes from "~/ui/JsonTree.module.css";

/** Whatever JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface Props {
  readonly value: Json;
  /** The key under which it stands; none for the whole. */
  readonly name?: string;
  /** How many levels stand open at first. */
  readonly depth?: number;
}

/** JSON as a tree that opens and closes; what is closed is not drawn. */
export function JsonTree({ value, name, depth = 1 }: Props) {
  if (value === null || typeof value !== "object") return <Leaf name={name} value={value} />;
  const entries = Object.entries<Json>(value);
  if (entries.length === 0) return <Leaf name={name} value={Array.isArray(value) ? "[]" : "{}"} />;
  return <Branch name={name} entries={entries} isList={Array.isArray(value)} depth={depth} />;
}

interface BranchProps {
  readonly name: string | undefined;
  readonly entries: readonly (readonly [string, Json])[];
  readonly isList: boolean;
  readonly depth: number;
}

function Branch({ name, entries, isList, depth }: BranchProps) {
  const [open, setOpen] = useState(depth > 0);
  const size = isList ? `${entries.length} ${entries.length === 1 ? "entry" : "entries"}` : `${entries.length} ${entries.length === 1 ? "field" : "fields"}`;
  return (
    <details className={classes.branch} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>
        {name !== undefined && <span className={classes.name}>{name}</span>}
        <span className={classes.size}>{size}</span>
      </summary>
      {open && (
        <div className={classes.children}>
          {entries.map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} depth={depth - 1} />
          ))}
        </div>
      )}
    </details>
  );
}

function Leaf({ name, value }: { readonly name: string | undefined; readonly value: string | number | boolean | null }) {
  return (
    <div className={classes.leaf}>
      {name !== undefined && <span className={classes.name}>{name}</span>}
      <span className={classes.value} data-kind={value === null ? "null" : typeof value}>
        {String(value)}
      </span>
    </div>
  );
}
