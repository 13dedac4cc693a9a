import { useState, type ReactNode } from "react";

import { Crosshair, CrosshairContext } from "~/ui/chart/crosshair";

/** Charts that belong together: what one points at, all point at. */
export function ChartGroup({ children }: { readonly children: ReactNode }) {
  const [crosshair] = useState(() => new Crosshair());
  return <CrosshairContext value={crosshair}>{children}</CrosshairContext>;
}
