import { ActionIcon } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconGripVertical, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { flipped, moved } from "~/pages/miners/columns/choice";
import type { Column } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/columns/ColumnsPicker.module.css";

interface Props {
  readonly columns: readonly Column[];
  readonly onChange: (keys: readonly string[]) => void;
}

/** The columns shown: dragged to another place, or moved by buttons. */
export function ChosenColumns({ columns, onChange }: Props) {
  const [dragged, setDragged] = useState<string | null>(null);
  const keys = columns.map((column) => column.key);
  return (
    <ol className={classes.chosen}>
      {columns.map(({ key, label }, index) => (
        <li
          key={key}
          draggable
          data-dragged={key === dragged || undefined}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = "move";
            setDragged(key);
          }}
          onDragEnd={() => setDragged(null)}
          onDragOver={(event) => {
            if (dragged === null) return;
            event.preventDefault();
            if (dragged !== key) onChange(moved(keys, dragged, index));
          }}
        >
          <IconGripVertical size={14} aria-hidden />
          <span className={classes.label}>{label}</span>
          <Step label={`${label} to the left`} icon={<IconChevronUp size={14} aria-hidden />} isOff={index === 0} onClick={() => onChange(moved(keys, key, index - 1))} />
          <Step label={`${label} to the right`} icon={<IconChevronDown size={14} aria-hidden />} isOff={index === keys.length - 1} onClick={() => onChange(moved(keys, key, index + 1))} />
          <Step label={`Hide ${label}`} icon={<IconX size={14} aria-hidden />} isOff={false} onClick={() => onChange(flipped(keys, key))} />
        </li>
      ))}
    </ol>
  );
}

interface StepProps {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly isOff: boolean;
  readonly onClick: () => void;
}

/** Stays in the order of Tab while off, so that the focus is not lost at either end. */
function Step({ label, icon, isOff, onClick }: StepProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} aria-disabled={isOff} {...(isOff ? { "data-disabled": true } : { onClick })}>
      {icon}
    </ActionIcon>
  );
}
