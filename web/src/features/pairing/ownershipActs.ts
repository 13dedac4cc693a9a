import { answer, api } from "~/api/client";
import { newActKey } from "~/api/idempotency";
import type { Selection } from "~/features/selection/selection";
import { selector } from "~/features/selection/selection";
import { miners } from "~/features/commands/words";

export type OwnershipKind = "unpair" | "release" | "forget";

/** What came of it: a batch to watch, or how many are done with already. */
export type OwnershipDone = { readonly batchId: string } | { readonly count: number };

/** An act that ends what pairing began. */
export interface OwnershipAct {
  readonly kind: OwnershipKind;
  readonly label: string;
  /** What it does, in sentences. */
  readonly does: readonly string[];
  /** What the confirming button says, and what is said once the server has done it. */
  readonly confirm: (count: number) => string;
  readonly done: (count: number) => string;
}

export const OWNERSHIP_ACTS: readonly OwnershipAct[] = [
  {
    kind: "unpair",
    label: "Unpair",
    does: [
      "Their node forgets its logins for them, and owns them no more once it has done so.",
      "They go on as they are, but nothing is read from them and no command reaches them until they are paired again.",
    ],
    confirm: (count) => `Unpair ${miners(count)}`,
    done: (count) => `${miners(count)} unpaired`,
  },
  {
    kind: "release",
    label: "Release without the node",
    does: [
      "For a node that is gone for good: its ownership ends at once, and the node is not asked.",
      "Another node can pair them then. Should the old node come back, it learns that they are no longer its own.",
    ],
    confirm: (count) => `Release ${miners(count)}`,
    done: (count) => `The ownership of ${miners(count)} has ended`,
  },
  {
    kind: "forget",
    label: "Forget",
    does: [
      "They are removed from the list, with their names and places. Only miners that no node owns can be forgotten.",
      "The next scan that finds them lists them as new.",
    ],
    confirm: (count) => `Forget ${miners(count)}`,
    done: (count) => `${miners(count)} forgotten`,
  },
];

/** Do it. `count` is what the person saw: another number now, and the server refuses. */
export async function carryOut(kind: OwnershipKind, selection: Selection, count: number): Promise<OwnershipDone> {
  const whom = { selector: selector(selection) };
  const guarded = { ...whom, expected_count: count };
  if (kind === "forget") return answer(api.POST("/devices/forget", { body: whom }));
  if (kind === "release") return answer(api.POST("/release", { body: guarded }));
  const started = await answer(api.POST("/unpair", { params: { header: { "Idempotency-Key": newActKey() } }, body: guarded }));
  return { batchId: started.batch_id };
}
