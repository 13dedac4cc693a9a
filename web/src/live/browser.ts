import type { SocketLike, Surroundings } from "~/live/socket";

/** The browser's own socket, clock and timer. */
export const browser: Surroundings = {
  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    return new WebSocket(`${scheme}//${location.host}/api/v1/live`) as unknown as SocketLike;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  later(act, ms) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
