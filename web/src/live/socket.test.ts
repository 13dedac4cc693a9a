import { beforeEach, describe, expect, it } from "vitest";

import type { DevicesMessage, LiveServerMessage } from "~/api/schema";
import { FakeSurroundings, type FakeSocket } from "~/live/fake";
import {
  FIRST_WAIT_MS,
  LiveSocket,
  LONGEST_WAIT_MS,
  merged,
  PONG_MS,
  SIGNED_OUT,
  SILENCE_MS,
  type Wish,
} from "~/live/socket";

const HELLO: LiveServerMessage = { type: "hello", now_ms: 1, resume: 10 };
const PING: LiveServerMessage = { type: "ping", now_ms: 2 };
const DEVICES: DevicesMessage = { type: "devices", window: null, now_ms: 3, ids: [], total: 0, devices: [], resume: 48 };

let around: FakeSurroundings;
let doubts: number;
let live: LiveSocket;

beforeEach(() => {
  around = new FakeSurroundings();
  doubts = 0;
  live = new LiveSocket(around, () => (doubts += 1));
});

function connected(): FakeSocket {
  live.start();
  around.latest.says(HELLO);
  return around.latest;
}

/** Ping as the server does, every 2 s. */
function pingFor(ms: number): void {
  for (let passed = 0; passed < ms; passed += 2_000) {
    around.pass(2_000);
    around.latest.says(PING);
  }
}

describe("the link", () => {
  it("is live from the greeting on", () => {
    live.start();
    expect(live.current().link).toBe("connecting");
    around.latest.says(HELLO);
    expect(live.current()).toEqual({ link: "live", since: around.now() });
  });

  it("opens one socket, however often it is started", () => {
    live.start();
    live.start();
    expect(around.sockets).toHaveLength(1);
  });

  it("stays live while pings come", () => {
    connected();
    pingFor(60_000);
    expect(live.current().link).toBe("live");
    expect(around.sockets).toHaveLength(1);
  });

  it("is lost at once when the socket closes", () => {
    connected().dies();
    expect(live.current().link).toBe("lost");
  });

  it("is lost 4.5 s after the last word, though the socket stays open", () => {
    const socket = connected();
    around.pass(1_900);
    socket.says(PING);
    const heardAt = around.now();
    around.pass(SILENCE_MS - 1);
    expect(live.current().link).toBe("live");
    around.pass(1);
    expect(live.current()).toEqual({ link: "lost", since: heardAt });
    expect(socket.isClosed).toBe(true);
    expect(SILENCE_MS).toBeLessThan(5_000);
  });

  it("is lost when a socket opens and nobody greets", () => {
    live.start();
    around.pass(SILENCE_MS);
    expect(live.current().link).toBe("lost");
  });

  it("stays lost while trying, and is live with the next greeting", () => {
    connected().dies();
    around.pass(FIRST_WAIT_MS);
    expect(around.sockets).toHaveLength(2);
    expect(live.current().link).toBe("lost");
    around.latest.says(HELLO);
    expect(live.current().link).toBe("live");
  });

  it("tells who watches of each change, until they leave", () => {
    const seen: string[] = [];
    const leave = live.watch(() => seen.push(live.current().link));
    connected().dies();
    leave();
    around.pass(FIRST_WAIT_MS);
    around.latest.says(HELLO);
    expect(seen).toEqual(["live", "lost"]);
  });

  it("hears nothing from a socket that it gave up", () => {
    const old = connected();
    const heard: string[] = [];
    live.hear((message) => heard.push(message.type));
    around.pass(SILENCE_MS);
    old.says(DEVICES);
    old.dies();
    expect(heard).toEqual([]);
  });
});

describe("trying again", () => {
  /** How long until the next socket is opened. */
  function waited(): number {
    const before = around.sockets.length;
    const start = around.now();
    while (around.sockets.length === before) around.pass(1);
    return around.now() - start;
  }

  it("waits twice as long each time, to a bound", () => {
    connected().dies();
    const waits: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      waits.push(waited());
      around.latest.dies();
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, LONGEST_WAIT_MS, LONGEST_WAIT_MS]);
  });

  it("draws each wait between half and all of it, so that tabs do not come in step", () => {
    around.chance = 0;
    connected().dies();
    expect(waited()).toBe(FIRST_WAIT_MS / 2);
    around.chance = 0.5;
    around.latest.dies();
    expect(waited()).toBe(FIRST_WAIT_MS * 2 * 0.75);
  });

  it("begins with the short wait again after a greeting", () => {
    connected().dies();
    waited();
    around.latest.dies();
    waited();
    around.latest.says(HELLO);
    around.latest.dies();
    expect(waited()).toBe(FIRST_WAIT_MS);
  });
});

describe("following", () => {
  it("asks for nothing before the greeting, then for all wishes at once", () => {
    live.follow({ topics: ["batches"] });
    live.follow({ topics: ["activity", "batches"] });
    live.start();
    expect(around.latest.sent).toEqual([]);
    around.latest.says(HELLO);
    expect(around.latest.sent).toEqual([{ type: "follow", topics: ["activity", "batches"] }]);
  });

  it("says a change of wishes once, and nothing when they come to the same", () => {
    const socket = connected();
    socket.sent.length = 0;
    const leave = live.follow({ topics: ["nodes"] });
    const leaveToo = live.follow({ topics: ["nodes"] });
    leave();
    expect(socket.sent).toEqual([{ type: "follow", topics: ["nodes"] }]);
    leaveToo();
    expect(socket.sent.at(-1)).toEqual({ type: "follow", topics: [] });
  });

  it("resumes after a drop with the newest token that came with devices", () => {
    live.follow({ topics: ["devices"], ids: [1, 2] });
    const first = connected();
    expect(first.sent).toEqual([{ type: "follow", topics: ["devices"], ids: [1, 2] }]);
    first.says(DEVICES);
    first.says({ ...DEVICES, resume: 49 });
    first.dies();
    around.pass(FIRST_WAIT_MS);
    around.latest.says(HELLO);
    expect(around.latest.sent).toEqual([{ type: "follow", topics: ["devices"], ids: [1, 2], resume: 49 }]);
  });

  it("sends the token only with the first wish of a connection", () => {
    live.follow({ topics: ["devices"], ids: [1] });
    connected().says(DEVICES);
    around.latest.dies();
    around.pass(FIRST_WAIT_MS);
    around.latest.says(HELLO);
    live.follow({ topics: ["devices"], ids: [2] });
    expect(around.latest.sent.at(-1)).toEqual({ type: "follow", topics: ["devices"], ids: [2] });
  });

  it("forgets the token when it is stopped: the next session may be somebody else's", () => {
    live.follow({ topics: ["devices"], ids: [1] });
    connected().says(DEVICES);
    live.stop();
    connected();
    expect(around.latest.sent).toEqual([{ type: "follow", topics: ["devices"], ids: [1] }]);
  });

  it("says something at least every 25 s, so that the server keeps the socket", () => {
    const socket = connected();
    socket.sent.length = 0;
    pingFor(PONG_MS + 5_000);
    expect(socket.sent).toEqual([{ type: "pong" }]);
  });
});

describe("the end of a session", () => {
  it("is suspected when the server says so", () => {
    connected().dies(SIGNED_OUT);
    expect(doubts).toBe(1);
    expect(live.current().link).toBe("lost");
  });

  it("is suspected each time the door stays shut, and not when an open link breaks", () => {
    connected().dies();
    expect(doubts).toBe(0);
    around.pass(FIRST_WAIT_MS);
    around.latest.dies();
    expect(doubts).toBe(1);
  });

  it("leaves nothing running once it is stopped, even from within", () => {
    live = new LiveSocket(around, () => live.stop());
    connected().dies(SIGNED_OUT);
    around.pass(60_000);
    expect(around.sockets).toHaveLength(1);
    expect(live.current().link).toBe("connecting");
  });
});

describe("merged", () => {
  it("is the union of all topics, in order", () => {
    expect(merged([{ topics: ["nodes", "activity"] }, { topics: ["activity", "batches"] }])).toEqual({
      type: "follow",
      topics: ["activity", "batches", "nodes"],
    });
  });

  it("takes window and ids of the newest wish for devices only", () => {
    const window = { filter: "status:offline", offset: 0, limit: 50 };
    const wishes: Wish[] = [{ topics: ["devices"], ids: [1] }, { topics: ["devices"], window }, { topics: ["nodes"] }];
    expect(merged(wishes)).toEqual({ type: "follow", topics: ["devices", "nodes"], window });
  });

  it("follows nothing without wishes", () => {
    expect(merged([])).toEqual({ type: "follow", topics: [] });
  });
});
