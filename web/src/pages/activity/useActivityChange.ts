import { useNavigate } from "@tanstack/react-router";

import type { ActivitySearch } from "~/pages/activity/search";

/** Change some filters; the address holds them, so "back" undoes it. */
export function useActivityChange(): (change: ActivitySearch) => void {
  const navigate = useNavigate();
  return (change) => void navigate({ to: "/activity", search: (old) => ({ ...old, ...change }) });
}
