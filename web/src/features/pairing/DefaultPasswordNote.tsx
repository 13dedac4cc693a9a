import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { miners } from "~/features/commands/words";
import { summaryQuery } from "~/features/fleet/queries";
import { pairingFilter } from "~/features/pairing/pairingStates";
import { TextLink } from "~/ui/TextLink";

/** Says how many miners are still under the password that they were sold with, and leads to their list. */
export function DefaultPasswordNote() {
  const { data } = useQuery(summaryQuery(""));
  const number = data?.by_pairing["DEFAULT_PASSWORD"] ?? 0;
  if (number === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={`${miners(number)} under their maker's password`}>
      Whoever reaches their network can take them over.{" "}
      <TextLink to="/miners" search={{ filter: pairingFilter(["DEFAULT_PASSWORD"]) }} underline="always">
        Show them and change it
      </TextLink>
    </Alert>
  );
}
