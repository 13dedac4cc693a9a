import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

import classes from "~/app/shell/SearchButton.module.css";
import { openPalette } from "~/features/palette/opening";

const MODIFIER = navigator.userAgent.includes('Mac OS') ? "⌘" : "Ctrl";

/** Opens the palette; says by which keys it opens, too. */
export function SearchButton() {
  return (
    <UnstyledButton className={classes.button ?? ""} onClick={openPalette} aria-haspopup="dialog">
      <IconSearch size={16} aria-hidden />
      <span className={classes.words}>Search</span>
      <kbd className={classes.keys}>{MODIFIER} K</kbd>
    </UnstyledButton>
  );
}
