import { lazy, Suspense, useState } from "react";

import { useOpened } from "~/features/palette/opening";

const Palette = lazy(() => import("~/features/palette/Palette").then((module) => ({ default: module.Palette })));
const KeyHelp = lazy(() => import("~/features/palette/KeyHelp").then((module) => ({ default: module.KeyHelp })));

/** The palette and the help for keys, loaded when first opened. */
export function PaletteHost() {
  const opened = useOpened();
  const [loaded, setLoaded] = useState({ palette: false, keys: false });
  if (opened !== null && !loaded[opened]) setLoaded({ ...loaded, [opened]: true });
  return (
    <Suspense>
      {loaded.palette && <Palette opened={opened === "palette"} />}
      {loaded.keys && <KeyHelp opened={opened === "keys"} />}
    </Suspense>
  );
}
