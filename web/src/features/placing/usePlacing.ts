import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { DevicePlacement } from "~/api/schema";
import { count } from "~/units/format";

/** An act of placing: what it writes, in words, and what would undo it, miner by miner. */
export interface PlacingAct {
  readonly moves: readonly DevicePlacement[];
  /** "Put miner-7 into A 3, slot 2-1." */
  readonly words: string;
  /** Empty for what is not undone. */
  readonly back: readonly DevicePlacement[];
}

/** Writes of placements: the one under way, the last confirmed one, and the way back from it. */
export interface Placing {
  /** Does nothing while another act is under way. Resolves to whether the server confirmed all of it. */
  readonly place: (act: PlacingAct) => Promise<boolean>;
  /** Asked for, not yet confirmed. */
  readonly requested: PlacingAct | null;
  /** Of the act under way, how many miners the server has confirmed. */
  readonly written: number;
  readonly done: PlacingAct | null;
  readonly undo: (() => void) | null;
  readonly error: Error | null;
  readonly dismiss: () => void;
}

const MAX_AT_ONCE = 5_000;

/** Place miners. Up to 5,000 are placed together or not at all; more go in blocks of as many. */
export function usePlacing(): Placing {
  const client = useQueryClient();
  const [done, setDone] = useState<PlacingAct | null>(null);
  const [written, setWritten] = useState(0);
  const write = useMutation({
    mutationFn: ({ moves }: PlacingAct) => writeAll(moves, setWritten),
    onMutate: () => {
      setWritten(0);
      setDone(null);
    },
    onSuccess: (_, act) => setDone(act),
    onError: (error, act) => {
      if (error instanceof PartlyWritten) setDone(firstOf(act, error.written));
    },
    onSettled: () => Promise.all([KEYS.devices, KEYS.facet, KEYS.summary].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const place = async (act: PlacingAct) => {
    if (act.moves.length === 0 || write.isPending) return false;
    return write.mutateAsync(act).then(
      () => true,
      () => false, // told as `error`
    );
  };
  const canUndo = done !== null && done.back.length > 0 && !write.isPending;
  return {
    place,
    requested: write.isPending ? write.variables : null,
    written,
    done,
    undo: canUndo ? () => void place(undoing(done)) : null,
    error: write.error instanceof PartlyWritten ? (write.error.cause as Error) : write.error,
    dismiss: () => {
      setDone(null);
      write.reset();
    },
  };
}

/** Some blocks were confirmed before one was refused (the cause). */
class PartlyWritten extends Error {
  constructor(
    readonly written: number,
    cause: unknown,
  ) {
    super("partly written", { cause });
  }
}

async function writeAll(moves: readonly DevicePlacement[], onWritten: (count: number) => void): Promise<void> {
  for (let at = 0; at < moves.length; at += MAX_AT_ONCE) {
    const placements = moves.slice(at, at + MAX_AT_ONCE);
    try {
      await answer(api.POST("/placements", { body: { placements } }));
    } catch (error) {
      throw at === 0 ? error : new PartlyWritten(at, error);
    }
    onWritten(at + placements.length);
  }
}

function firstOf(act: PlacingAct, written: number): PlacingAct {
  return { moves: act.moves.slice(0, written), words: `${act.words} Only the first ${count(written)} of them.`, back: act.back.slice(0, written) };
}

function undoing(act: PlacingAct): PlacingAct {
  return { moves: act.back, words: `Undone: ${act.words}`, back: [] };
}
