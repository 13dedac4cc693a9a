import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import type { DiscoverSearch } from "~/pages/discover/search";

/** Change what the address says of this page; what is not named stays. */
export function useDiscoverChange(): (change: DiscoverSearch) => void {
  const navigate = useNavigate();
  return useCallback(
    (change) => void navigate({ to: "/discover", search: (old) => ({ ...old, ...change }), resetScroll: false }),
    [navigate],
  );
}
