import type { NodeBody, TransferBody } from "~/api/schema";
import { span } from "~/units/time";

/** What miners on their way wait for. */
export function waitsFor(transfer: Pick<TransferBody, "due_at_ms">, from: Pick<NodeBody, "name" | "connected">, nowMs: number): string {
  if (transfer.due_at_ms !== null) {
    const left = (transfer.due_at_ms - nowMs) / 1000;
    return left > 0 ? `Its host is off by an operator's word: they go over in ${span(left)}.` : "Its host is off by an operator's word: they go over now.";
  }
  if (from.connected) return `Waits until ${from.name} has ended what it does with them, and let them go.`;
  return `Waits for ${from.name}, which is out of contact: only it can say that it touches them no more.`;
}
