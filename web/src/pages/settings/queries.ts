import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS, queryClient } from "~/api/queries";
import type { ApiKeyBody, DefaultLoginBody, RoleBody, SettingsBody, UserBody } from "~/api/schema";

export const usersQuery = queryOptions({
  queryKey: [KEYS.users],
  queryFn: (): Promise<UserBody[]> => answer(api.GET("/users")),
});

export const rolesQuery = queryOptions({
  queryKey: [KEYS.users, "roles"],
  queryFn: (): Promise<RoleBody[]> => answer(api.GET("/roles")),
  staleTime: Infinity,
});

export const apiKeysQuery = queryOptions({
  queryKey: [KEYS.apiKeys],
  queryFn: (): Promise<ApiKeyBody[]> => answer(api.GET("/api-keys")),
});

export const settingsQuery = queryOptions({
  queryKey: [KEYS.settings],
  queryFn: (): Promise<SettingsBody> => answer(api.GET("/settings")),
});

export const defaultLoginsQuery = queryOptions({
  queryKey: [KEYS.defaultLogins],
  queryFn: (): Promise<DefaultLoginBody[]> => answer(api.GET("/default-logins")),
});

/** Read a list again after it was changed; resolves when the new one is there. */
export function reread(key: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [key] });
}
