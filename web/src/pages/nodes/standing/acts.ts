import type { NodeBody } from "~/api/schema";
import { miners } from "~/features/commands/words";
import type { NodeAct } from "~/pages/nodes/standing/useNodeAct";

/** What an act does, in sentences, before it is done. */
export interface ActWords {
  readonly title: string;
  readonly does: readonly string[];
  readonly confirm: string;
  readonly done: string;
  readonly isFinal: boolean;
}

/** The words of each act for one node. */
export function actWords(act: NodeAct, { name, devices_owned: owned }: Pick<NodeBody, "name" | "devices_owned">): ActWords {
  switch (act) {
    case "revoke":
      return {
        title: `Revoke ${name}`,
        does: [
          "At once and for good: its sessions, streams, API key and certificate end, and the logins sealed to it are forgotten here.",
          owned === 0
            ? "It owns no miner."
            : `Its ${miners(owned)} read Unavailable and get no command; they stay its own until they are moved, released, or another host is let in as ${name}.`,
          "What runs on the host is not stopped: switch it off if you do not trust it, and change the passwords of its miners.",
        ],
        confirm: `Revoke ${name}`,
        done: `${name} is revoked`,
        isFinal: true,
      };
    case "rotate-api-key":
      return {
        title: `Make another API key for ${name}`,
        does: [
          "The node fetches it by itself at its next handshake, within an hour; nothing is typed on its host.",
          "The old key ends a day later, and never before the new one was used.",
        ],
        confirm: "Make another API key",
        done: `${name} is given another API key`,
        isFinal: false,
      };
    case "settle-clone":
      return {
        title: `Let ${name} in again`,
        does: [
          "It was held because it may have been copied, or restored from a backup: two hosts may have its keys.",
          "Be sure that there is exactly one now. The next host that comes with its keys is taken for the right one.",
        ],
        confirm: `There is one host: let ${name} in`,
        done: `${name} is let in again`,
        isFinal: false,
      };
  }
}
