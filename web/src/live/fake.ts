import type { LiveClientMessage, LiveServerMessage } from "~/api/schema";
import type { SocketLike, Surroundings } from "~/live/socket";

/** The far end of one connection, in the hands of a test. */
export class FakeSocket implements SocketLike {
  readonly sent: LiveClientMessage[] = [];
  isClosed = false;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as LiveClientMessage);
  }

  close(): void {
    this.isClosed = true;
  }

  says(message: LiveServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  dies(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** A clock that only a test moves, and sockets that open at once. */
export class FakeSurroundings implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  chance = 1;
  private time = 1_000_000;
  private timers: { at: number; act: () => void }[] = [];

  open(): FakeSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  later(act: () => void, ms: number): () => void {
    const timer = { at: this.time + ms, act };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((each) => each !== timer));
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (let next = this.due(end); next !== undefined; next = this.due(end)) {
      this.time = next.at;
      this.timers = this.timers.filter((each) => each !== next);
      next.act();
    }
    this.time = end;
  }

  get latest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  private due(end: number): { at: number; act: () => void } | undefined {
    return this.timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
