import { QueryClient } from "@tanstack/react-query";

import { Problem } from "~/api/problem";

const MAX_TRIES = 3;

/** The cache of what the server said. Only what may work later is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < MAX_TRIES - 1 && Problem.from(error).mayRetry,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** First parts of query keys, one a noun, so that live messages find what they make stale. */
export const KEYS = {
  bootstrap: "bootstrap",
  me: "me",
  local: "local",
  devices: "devices",
  device: "device",
  summary: "summary",
  telemetry: "telemetry",
  batches: "batches",
  batch: "batch",
  tasks: "tasks", // batches too, kept fresh by the live messages themselves and not by refetching: see features/tasks
  task: "task",
  awaiting: "awaiting-signature",
  nodes: "nodes",
  discoveries: "discoveries",
  activity: "activity",
  conflicts: "conflicts",
  sites: "sites",
  buildings: "buildings",
  racks: "racks",
  groups: "groups",
  views: "views",
  filterFields: "filter-fields",
  facet: "facet",
  settings: "settings",
  users: "users",
  apiKeys: "api-keys",
  defaultLogins: "default-logins",
  artifacts: "artifacts",
} as const;
