import { IconAntennaBars5, IconAntennaBarsOff, IconLoader2, type Icon } from "@tabler/icons-react";

import classes from "~/app/shell/LinkStatus.module.css";
import { useLink } from "~/live/live";
import type { LinkState } from "~/live/socket";

interface Look {
  readonly icon: Icon;
  readonly word: string;
  readonly means: string;
}

const LOOKS: Record<LinkState["link"], Look> = {
  live: { icon: IconAntennaBars5, word: "Live", means: "What you see comes as it happens." },
  connecting: { icon: IconLoader2, word: "Connecting", means: "The live link is being opened." },
  lost: { icon: IconAntennaBarsOff, word: "Disconnected", means: "Nothing live comes from the server." },
};

/** Whether what one sees is live, in words. */
export function LinkStatus() {
  const { link } = useLink();
  const { icon: Icon, word, means } = LOOKS[link];
  return (
    <span className={classes.status} data-link={link} title={means}>
      <Icon size={16} stroke={2} aria-hidden />
      <span>{word}</span>
    </span>
  );
}
