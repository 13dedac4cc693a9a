/** Tasks that run, wherever one goes. */
export function TaskTray() {
  return null;
}
