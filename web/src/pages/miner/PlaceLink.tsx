import type { DeviceBody } from "~/api/schema";
import { isOnNode } from "~/app/mode";
import { TextLink } from "~/ui/TextLink";
import { UNKNOWN } from "~/units/format";

/** Where a miner stands, and the way there on the map, which the server alone has. */
export function PlaceLink({ device }: { readonly device: DeviceBody }) {
  const { placement } = device;
  if (placement === null) return isOnNode() ? UNKNOWN : <TextLink to="/sites">not placed yet</TextLink>;
  const { site_id: site, building_id: building, rack_id: rack, row, column } = placement;
  const slot = row != null && column != null ? `row ${row}, column ${column}` : "";
  const words = [device.site_name, device.building_name, device.rack_name, slot].filter((word) => word !== "");
  const path = words.join(" › ");
  if (isOnNode()) return path;
  return (
    <TextLink to="/sites" search={{ site, building: building ?? undefined, rack: rack ?? undefined }}>
      {path}
    </TextLink>
  );
}
