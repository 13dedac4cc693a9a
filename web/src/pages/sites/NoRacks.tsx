import { Button } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";

import { useCan } from "~/app/session";
import { nameOf, type Place } from "~/features/placing/places";
import type { Asked } from "~/pages/sites/asked";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";

/** A building without racks: what to do next. */
export function NoRacks({ place, onAsk }: { readonly place: Place; readonly onAsk: (asked: Asked) => void }) {
  const can = useCan();
  const mayAdd = can("place_devices");
  return (
    <Panel>
      <EmptyState
        icon={IconServer2}
        title={`${nameOf(place)} has no racks yet`}
        action={mayAdd && <Button onClick={() => onAsk({ kind: "rack", place, isNew: true })}>Add racks</Button>}
      >
        Say how many rows and slots a rack has; several of a size are added at once. Then put miners into the slots, one by one or in order.
      </EmptyState>
    </Panel>
  );
}
