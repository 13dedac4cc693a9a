import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDotsVertical, IconLayoutGridAdd, IconListNumbers, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";

import { useCan } from "~/app/session";
import { kindOf, nameOf, type Place } from "~/features/placing/places";
import type { Asked } from "~/pages/sites/asked";

interface Props {
  readonly place: Place;
  readonly onAsk: (asked: Asked) => void;
}

/** What can be done with a place: add to it, change it, put miners into it, remove it. */
export function PlaceMenu({ place, onAsk }: Props) {
  const can = useCan();
  const kind = kindOf(place);
  const mayChange = can(kind === "rack" ? "place_devices" : "manage_sites");
  const mayAdd = can(kind === "site" ? "manage_sites" : "place_devices");
  if (!mayChange && !mayAdd) return null;
  return (
    <>
      {mayAdd && kind !== "rack" && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onAsk(kind === "site" ? { kind: "building", place, isNew: true } : { kind: "rack", place, isNew: true })}
        >
          {kind === "site" ? "Add a building" : "Add racks"}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label={`More for ${nameOf(place)}`}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {can("place_devices") && kind !== "site" && (
            <Menu.Item leftSection={<IconListNumbers size={16} aria-hidden />} onClick={() => onAsk({ kind: "fill", place })}>
              Fill racks in order
            </Menu.Item>
          )}
          {can("place_devices") && kind !== "rack" && (
            <Menu.Item leftSection={<IconLayoutGridAdd size={16} aria-hidden />} onClick={() => onAsk({ kind: "assign", place })}>
              {`Assign miners to this ${kind}`}
            </Menu.Item>
          )}
          {mayChange && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onAsk(kind === "site" ? { kind, place } : { kind, place, isNew: false })}>
                {kind === "building" ? "Rename" : "Change"}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => onAsk({ kind: "remove", place })}>
                Remove
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
