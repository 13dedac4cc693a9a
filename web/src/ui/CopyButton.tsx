import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { copyText } from "~/ui/copy";
import classes from "~/ui/CopyButton.module.css";

interface Props {
  /** What is copied: a text, or what makes it when it is wanted. */
  readonly text: string | (() => string);
  /** What it is, for the button's name: "MAC address". */
  readonly what: string;
}

const SHOWN_MS = 1_500;

/** Copies a text, and says for a moment whether it did. */
export function CopyButton({ text, what }: Props) {
  const [done, setDone] = useState<boolean | null>(null);
  useEffect(() => {
    if (done === null) return undefined;
    const timer = setTimeout(() => setDone(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async (): Promise<void> => setDone(await copyText(typeof text === "string" ? text : text()));
  const says = done === null ? `Copy ${what}` : done ? "Copied" : "The browser refused";
  return (
    <Tooltip label={says}>
      <ActionIcon className={classes.button ?? ""} variant="subtle" color="gray" size="1.5rem" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {done === null ? <IconCopy size={14} aria-hidden /> : done ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
