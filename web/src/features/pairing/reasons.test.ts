import { expect, test } from "vitest";

import type { Code, CommandBody, CommandState } from "~/api/schema";
import { reasons, reasonWords } from "~/features/pairing/reasons";

function command(id: number, state: CommandState, code?: Code): CommandBody {
  return {
    id: String(id), batch_id: "b", device_id: id, device_name: "m", device_address: "10.0.0.1", node_id: 1, kind: "PAIR", state, detail: "",
    actor: { type: "USER", id: "1", display_name: "Ann" }, artifact_id: null, progress_ratio: null,
    problem: code ? { code, message: `said of ${id}.`, action: "Do this.", vendor_code: "" } : null,
    created_at_ms: 0, updated_at_ms: 0, expires_at_ms: 0, not_before_ms: 0,
  };
}

test("failures stand by their reason, the most frequent first", () => {
  const found = reasons([
    command(1, "FAILED", "device_unreachable"),
    command(2, "FAILED", "device_authentication_rejected"),
    command(3, "FAILED", "device_authentication_rejected"),
    command(4, "EXPIRED"),
  ]);
  expect(found.map((reason) => [reason.code, reason.deviceIds])).toEqual([
    ["device_authentication_rejected", [2, 3]],
    ["device_unreachable", [1]],
    ["command_expired", [4]],
  ]);
});

test("a reason without words of its own says what the first one said", () => {
  const [reason] = reasons([command(1, "FAILED", "storage_full")]);
  expect(reason && reasonWords(reason)).toEqual({ label: "failed (storage_full)", advice: "said of 1. Do this." });
});
