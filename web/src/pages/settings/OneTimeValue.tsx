import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

import classes from "~/pages/settings/OneTimeValue.module.css";
import { copyText } from "~/ui/copy";

interface Props {
  readonly label: string;
  readonly value: string;
  /** What to do with it, and how long it works. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A secret that is shown this once, to be copied before the dialog is closed. */
export function OneTimeValue({ label, value, children, onClose }: Props) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <Stack gap="md">
      <div className={classes.row}>
        <TextInput
          className={classes.value ?? ""}
          classNames={{ input: classes.input ?? "" }}
          label={label}
          readOnly
          value={value}
          data-autofocus
          onFocus={(event) => event.target.select()}
        />
        <Button
          leftSection={copied === true ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => void copyText(value).then(setCopied)}
        >
          {copied === true ? "Copied" : "Copy"}
        </Button>
      </div>
      <p className={classes.said} role="status">
        {copied === false ? "The browser refused to copy: select the text and copy it yourself." : ""}
      </p>
      <div className={classes.note}>{children}</div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          I have it
        </Button>
      </Group>
    </Stack>
  );
}
