import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { destinations } from "~/app/navigation";
import { bootstrapQuery } from "~/app/session";
import { openKeyHelp, openPalette } from "~/features/palette/opening";
import { listenToKeys, useKeys } from "~/keys/keys";

/** The page's key listener, and the keys that work everywhere. */
export function Keyboard() {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const navigate = useNavigate();
  useEffect(listenToKeys, []);
  useEffect(listenToModifiedKeys, []);
  useKeys([
    ...destinations(bootstrap.mode).map(({ to, label, key }) => ({
      keys: `g ${key}`,
      does: `Go to ${label}`,
      act: () => void navigate({ to }),
    })),
    { keys: "?", does: "Show all keys", act: openKeyHelp },
  ]);
  return null;
}

/** Ctrl+K works wherever the focus is, in fields too. */
function listenToModifiedKeys(): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    openPalette();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}
