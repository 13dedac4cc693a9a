import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { DeviceBody } from "~/api/schema";
import { isOnNode } from "~/app/mode";
import { exactly } from "~/domain/filters";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { Fact } from "~/pages/miner/Fact";
import classes from "~/pages/miner/MinerFacts.module.css";
import { PlaceLink } from "~/pages/miner/PlaceLink";
import { CopyButton } from "~/ui/CopyButton";
import { TextLink } from "~/ui/TextLink";
import { UNKNOWN } from "~/units/format";

/** What a miner is and where it stands: its header. */
export function MinerFacts({ device }: { readonly device: DeviceBody }) {
  const model = [device.make, device.model].filter((word) => word !== "").join(" ");
  return (
    <dl className={classes.facts}>
      <Fact name="Model">{device.model === "" ? model || UNKNOWN : <TextLink to="/miners" search={{ filter: exactly("model", device.model) }}>{model}</TextLink>}</Fact>
      <Fact name="Address">
        <Anchor inherit href={webAddress(device.address)} target="_blank" rel="noreferrer" title="Its own page, in a new tab">
          {device.address}
        </Anchor>
        <CopyButton text={device.address} what="address" />
      </Fact>
      <Fact name="MAC">{copyable(device.mac, "MAC address")}</Fact>
      <Fact name="Serial number">{copyable(device.serial, "serial number")}</Fact>
      <Fact name="Place">
        <PlaceLink device={device} />
      </Fact>
      {!isOnNode() && (
        <Fact name="Node">
          <NodeName id={device.node_id} />
        </Fact>
      )}
      <Fact name="Firmware">{device.firmware || UNKNOWN}</Fact>
      <Fact name="Driver">{device.driver}</Fact>
      {device.groups.length > 0 && <Fact name="Groups">{groups(device.groups)}</Fact>}
    </dl>
  );
}

function copyable(text: string, what: string): ReactNode {
  if (text === "") return UNKNOWN;
  return (
    <>
      <span className={classes.code}>{text}</span>
      <CopyButton text={text} what={what} />
    </>
  );
}

function groups(names: readonly string[]): ReactNode {
  return names.map((name, index) => (
    <span key={name}>
      {index > 0 && ", "}
      <TextLink to="/miners" search={{ filter: exactly("group", name) }}>
        {name}
      </TextLink>
    </span>
  ));
}

/** The node that acts for it; without one, nobody does. */
function NodeName({ id }: { readonly id: number | null }) {
  const { data } = useQuery({ ...nodesQuery, enabled: id !== null });
  if (id === null) return <>none: it is not paired</>;
  return <TextLink to="/nodes">{data?.find((node) => node.id === id)?.name ?? `node ${id}`}</TextLink>;
}

function webAddress(address: string): string {
  return address.includes(":") ? `http://[${address}]/` : `http://${address}/`;
}
