import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { destinations } from "~/app/navigation";
import { bootstrapQuery } from "~/app/session";
import { listenToKeys, useKeys } from "~/keys/keys";

/** The page's key listener, and the keys that work everywhere. */
export function Keyboard() {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const navigate = useNavigate();
  useEffect(listenToKeys, []);
  useKeys(
    destinations(bootstrap.mode).map(({ to, label, key }) => ({
      keys: `g ${key}`,
      does: `Go to ${label}`,
      act: () => void navigate({ to }),
    })),
  );
  return null;
}
