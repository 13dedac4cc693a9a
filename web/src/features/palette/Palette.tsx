import { Modal } from "@mantine/core";

import { dismissPalette } from "~/features/palette/opening";
import { PaletteBody } from "~/features/palette/PaletteBody";

/** Go anywhere by typing. */
export function Palette({ opened }: { readonly opened: boolean }) {
  return (
    <Modal
      opened={opened}
      onClose={dismissPalette}
      returnFocus={false}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      size={560}
      padding={0}
      attributes={{ content: { "aria-label": "Search and go to" } }}
      transitionProps={{ duration: 100, transition: "fade" }}
    >
      <PaletteBody />
    </Modal>
  );
}
