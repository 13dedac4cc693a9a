import { IconBoltOff, IconClock, IconKey, IconServerCog, IconTool, IconUser, type Icon } from "@tabler/icons-react";

import type { ActorType } from "~/api/schema";

/** How a kind of actor is shown. */
export const ACTORS: Record<ActorType, { readonly icon: Icon; readonly label: string }> = {
  USER: { icon: IconUser, label: "Person" },
  API_KEY: { icon: IconKey, label: "API key" },
  SCHEDULE: { icon: IconClock, label: "Schedule" },
  CURTAILMENT: { icon: IconBoltOff, label: "Curtailment" },
  LOCAL_ADMIN: { icon: IconTool, label: "On site" },
  SYSTEM: { icon: IconServerCog, label: "System" },
};
