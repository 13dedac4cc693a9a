const ENTRANCES = ["/sign-in", "/setup"];
const NOWHERE = "http://this.site";

/** Where to go after sign-in: `next` if it is a page of this site, else the first page. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith("/")) return "/";
  let url: URL;
  try {
    url = new URL(next, NOWHERE);
  } catch {
    return "/";
  }
  if (url.origin !== NOWHERE || url.pathname.startsWith("//") || ENTRANCES.includes(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
