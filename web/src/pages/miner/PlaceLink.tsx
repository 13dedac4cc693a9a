import type { DeviceBody } from "~/api/schema";
import { TextLink } from "~/ui/TextLink";

/** Where a miner stands, and the way there on the map. */
export function PlaceLink({ device }: { readonly device: DeviceBody }) {
  const { placement } = device;
  if (placement === null) return <TextLink to="/sites">not placed yet</TextLink>;
  const { site_id: site, building_id: building, rack_id: rack, row, column } = placement;
  const slot = row != null && column != null ? `row ${row}, column ${column}` : "";
  const words = [device.site_name, device.building_name, device.rack_name, slot].filter((word) => word !== "");
  return (
    <TextLink to="/sites" search={{ site, building: building ?? undefined, rack: rack ?? undefined }}>
      {words.join(" › ")}
    </TextLink>
  );
}
