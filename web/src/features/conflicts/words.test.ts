import { describe, expect, it } from "vitest";

import type { OperationBody } from "~/api/schema";
import { choiceWords, whatHappened } from "~/features/conflicts/words";

function operation(also: Partial<OperationBody>): OperationBody {
  const actor = { type: "USER", id: "7", display_name: "Ada" } as const;
  return { id: "1", kind: "START_MINING", actor, at_ms: 0, on_site: false, ...also };
}

const stop = operation({ kind: "STOP_MINING", on_site: true, actor: { type: "LOCAL_ADMIN", id: "local-admin", display_name: "Joe" } });

describe("words of conflicts", () => {
  it("say who lost to whom", () => {
    expect(whatHappened({ lost: operation({}), lost_to: stop })).toBe(
      '"start mining" by Ada was issued without knowing of "stop mining" by Joe, on site, and was not carried out.',
    );
  });

  it("do not make up who won", () => {
    expect(whatHappened({ lost: operation({}), lost_to: null })).toContain("a change on site");
  });

  it("name what a choice does", () => {
    expect(choiceWords({ lost: operation({ kind: "UNCURTAIL" }) }).APPLY).toBe("Do it now: lift curtailment");
  });
});
