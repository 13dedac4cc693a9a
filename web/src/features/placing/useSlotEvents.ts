import { useRef, useState, type ComponentProps, type DragEvent, type KeyboardEvent, type RefObject, type SyntheticEvent } from "react";

import type { DeviceBody, RackBody } from "~/api/schema";
import type { MapMode } from "~/features/placing/map";
import { slotBy, slotKey, slotLabel, type Slot } from "~/features/placing/slots";

/** What a rack tells of its slots. */
export interface SlotEvents {
  /** Clicked, tapped, or Enter or Space pressed on it. */
  readonly onAct: (slot: Slot, device: DeviceBody | undefined) => void;
  /** Somebody looks at it: pointed at or focused; null when no longer. */
  readonly onLook: (device: DeviceBody | null, element: Element | null) => void;
  readonly onDrag: (device: DeviceBody) => void;
  readonly onDragEnd: () => void;
}

interface Given extends SlotEvents {
  readonly rack: RackBody;
  readonly standing: ReadonlyMap<string, DeviceBody>;
  readonly mode: MapMode;
  /** Whether a miner is carried, that slots may take. */
  readonly isCarrying: boolean;
}

interface Found {
  readonly slot: Slot;
  readonly device: DeviceBody | undefined;
  readonly element: Element;
}

const FIRST = "1-1";

/** One set of handlers for all slots of a rack, and the slot that the Tab key stops at. */
export function useSlotEvents(given: Given): { ref: RefObject<HTMLDivElement | null>; stop: string; handlers: ComponentProps<"div"> } {
  const { rack, standing, mode, isCarrying, onAct, onLook, onDrag, onDragEnd } = given;
  const ref = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(FIRST);
  const at = (event: SyntheticEvent) => slotUnder(event.target, rack.id, standing);
  const look = (event: SyntheticEvent) => {
    const found = at(event);
    if (found) onLook(found.device ?? null, found.element);
  };
  const handlers = {
    onClick: (event: SyntheticEvent) => {
      const found = at(event);
      if (found && (found.device || mode === "arrange")) onAct(found.slot, found.device);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const found = at(event);
      const next = found && slotBy(event.key, found.slot, rack);
      if (!next) return;
      event.preventDefault();
      ref.current?.querySelector<HTMLElement>(`[data-slot="${slotLabel(next)}"]`)?.focus();
    },
    onFocus: (event: SyntheticEvent) => {
      const found = at(event);
      if (found) setStop(slotLabel(found.slot));
      if (found?.element.matches(":focus-visible")) look(event);
    },
    onBlur: () => onLook(null, null),
    onPointerOver: look,
    onPointerLeave: () => onLook(null, null),
    onDragStart: (event: DragEvent) => {
      const found = at(event);
      if (!found?.device) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", found.device.name);
      onLook(null, null);
      onDrag(found.device);
    },
    onDragOver: (event: DragEvent) => {
      const found = isCarrying ? at(event) : null;
      markOver(ref.current, found?.element ?? null);
      if (found) event.preventDefault();
    },
    onDragLeave: () => markOver(ref.current, null),
    onDrop: (event: DragEvent) => {
      const found = at(event);
      markOver(ref.current, null);
      if (!found) return;
      event.preventDefault();
      onAct(found.slot, found.device);
    },
    onDragEnd,
  };
  return { ref, stop: isIn(rack, stop) ? stop : FIRST, handlers };
}

function isIn(rack: RackBody, label: string): boolean {
  const [row = 0, column = 0] = label.split("-").map(Number);
  return row <= rack.rows && column <= rack.columns;
}

function slotUnder(target: EventTarget, rackId: number, standing: ReadonlyMap<string, DeviceBody>): Found | null {
  const element = target instanceof Element ? target.closest("[data-slot]") : null;
  const [row, column] = (element?.getAttribute("data-slot") ?? "").split("-").map(Number);
  if (!element || row === undefined || column === undefined) return null;
  const slot = { rackId, row, column };
  return { slot, device: standing.get(slotKey(slot)), element };
}

/** Mark the one slot that a dragged miner is over: it changes with the pointer, so React is not asked. */
function markOver(grid: Element | null, element: Element | null): void {
  for (const marked of grid?.querySelectorAll("[data-over]") ?? []) if (marked !== element) marked.removeAttribute("data-over");
  element?.setAttribute("data-over", "");
}
