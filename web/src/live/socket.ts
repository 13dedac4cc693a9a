import type { LiveClientMessage, LiveServerMessage, WindowInput } from "~/api/schema";

/** What one part of the page wants to hear of. `devices` comes with a window, or with ids. */
export interface Wish {
  readonly topics: readonly Topic[];
  readonly window?: WindowInput;
  readonly ids?: readonly number[];
}

export type Topic = "devices" | "batches" | "discoveries" | "nodes" | "activity";

/** `since` is when the present state began, in the browser's time. */
export interface LinkState {
  readonly link: "connecting" | "live" | "lost";
  readonly since: number;
}

/** What a socket needs of the browser: replaced in tests. */
export interface Surroundings {
  open(): SocketLike;
  now(): number;
  random(): number;
  later(act: () => void, ms: number): () => void;
}

export interface SocketLike {
  send(text: string): void;
  close(): void;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** The server pings every 2 s: so long without a word, and the link is lost. */
export const SILENCE_MS = 4_500;
export const PONG_MS = 20_000;
export const FIRST_WAIT_MS = 500;
export const LONGEST_WAIT_MS = 10_000;
export const SIGNED_OUT = 4401;

/**
 * The tab's one live connection: follows the union of all wishes, resumes after a drop, and knows
 * whether it hears anything. Wishes for devices exclude each other; the newest one counts.
 */
export class LiveSocket {
  private socket: SocketLike | null = null;
  private state: LinkState;
  private heardAt = 0;
  private pongAt = 0;
  private resume: number | null = null;
  private failures = 0;
  private followed = "";
  private greeted = false;
  private running = false;
  private cancelTimer: () => void = () => undefined;
  private readonly wishes = new Set<Wish>();
  private readonly hearers = new Set<(message: LiveServerMessage) => void>();
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly around: Surroundings,
    /** Called when the session may be over: the server said so, or it shuts the door. */
    private readonly onDoubt: () => void = () => undefined,
  ) {
    this.state = { link: "connecting", since: around.now() };
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    this.cancelTimer();
    this.drop();
    this.resume = null;
    this.become("connecting");
  }

  readonly current = (): LinkState => this.state;

  readonly watch = (act: () => void): (() => void) => {
    this.watchers.add(act);
    return () => this.watchers.delete(act);
  };

  hear(act: (message: LiveServerMessage) => void): () => void {
    this.hearers.add(act);
    return () => this.hearers.delete(act);
  }

  /** Follow `wish` until the returned function is called. */
  follow(wish: Wish): () => void {
    this.wishes.add(wish);
    this.tell();
    return () => {
      this.wishes.delete(wish);
      this.tell();
    };
  }

  private connect(): void {
    const socket = this.around.open();
    this.socket = socket;
    this.heardAt = this.pongAt = this.around.now();
    this.followed = "";
    this.greeted = false;
    socket.onmessage = (event) => this.take(JSON.parse(event.data) as LiveServerMessage);
    socket.onclose = (event) => this.closed(event.code);
    this.checkLater();
  }

  private take(message: LiveServerMessage): void {
    this.heardAt = this.around.now();
    if (message.type === "hello") {
      this.failures = 0;
      this.greeted = true;
      this.become("live");
      this.tell();
    }
    if (message.type === "devices") this.resume = message.resume;
    for (const hearer of this.hearers) hearer(message);
  }

  private tell(): void {
    if (this.state.link !== "live" || this.socket === null) return;
    const wanted = merged(this.wishes);
    const text = JSON.stringify(wanted);
    if (text === this.followed) return;
    const first = this.followed === "";
    this.followed = text;
    const message: LiveClientMessage =
      first && this.resume !== null && wanted.topics.includes("devices") ? { ...wanted, resume: this.resume } : wanted;
    this.socket.send(JSON.stringify(message));
  }

  /** Look again at the very moment that the silence would have been too long. */
  private checkLater(): void {
    this.cancelTimer = this.around.later(() => this.check(), this.heardAt + SILENCE_MS - this.around.now());
  }

  private check(): void {
    const now = this.around.now();
    if (now - this.heardAt >= SILENCE_MS) {
      this.closed(0);
      return;
    }
    if (this.state.link === "live" && now - this.pongAt > PONG_MS) {
      this.pongAt = now;
      this.socket?.send(JSON.stringify({ type: "pong" } satisfies LiveClientMessage));
    }
    this.checkLater();
  }

  private closed(code: number): void {
    this.cancelTimer();
    this.drop();
    if (!this.running) return;
    this.become("lost");
    this.connectLater();
    if (code === SIGNED_OUT || !this.greeted) this.onDoubt();
  }

  private connectLater(): void {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures += 1;
    this.cancelTimer = this.around.later(() => this.connect(), longest * (0.5 + this.around.random() / 2));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private become(link: LinkState["link"]): void {
    if (this.state.link === link) return;
    this.state = { link, since: link === "lost" ? this.heardAt : this.around.now() };
    for (const act of this.watchers) act();
  }
}

/** One follow message for all wishes. */
export function merged(wishes: Iterable<Wish>): Extract<LiveClientMessage, { type: "follow" }> {
  const topics = new Set<Topic>();
  let devices: Pick<Wish, "window" | "ids"> = {};
  for (const wish of wishes) {
    for (const topic of wish.topics) topics.add(topic);
    if (wish.topics.includes("devices")) devices = wish;
  }
  return {
    type: "follow",
    topics: [...topics].sort(),
    ...(devices.window ? { window: devices.window } : {}),
    ...(devices.ids ? { ids: [...devices.ids] } : {}),
  };
}
