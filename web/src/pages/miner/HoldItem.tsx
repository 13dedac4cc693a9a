import { Button, Tooltip } from "@mantine/core";
import { IconBoltOff, IconShieldLock } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { newActKey } from "~/api/idempotency";
import { KEYS } from "~/api/queries";
import type { HoldBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { whose } from "~/features/conflicts/words";
import classes from "~/pages/miner/HoldsPanel.module.css";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { ToneBadge } from "~/ui/StatusBadge";
import { moment } from "~/units/time";

interface Props {
  readonly deviceId: number;
  readonly hold: HoldBody;
  readonly timeZone: string | undefined;
}

/** One hold: its name, on whose behalf, until when, and the way to lift it. */
export function HoldItem({ deviceId, hold, timeZone }: Props) {
  const isSafety = hold.priority === "SAFETY";
  const may = useCan()(isSafety ? "hold_for_safety" : "command_devices");
  const lift = useLift(deviceId, hold.id, isSafety);
  const refusal = isSafety ? "It is held for safety: those on site lift it, or an admin" : "Your role may not lift it";
  return (
    <li className={classes.item}>
      <ToneBadge icon={isSafety ? IconShieldLock : IconBoltOff} tone={isSafety ? "warn" : "calm"} label={hold.level === "FULL" ? "Stop" : "Efficiency"} />
      <span className={classes.name}>{hold.id}</span>
      <span className={classes.why}>
        {`${hold.source === hold.placed.actor.display_name ? "" : `for ${hold.source}, `}placed by ${whose(hold.placed)} `}
        <time dateTime={new Date(hold.placed.at_ms).toISOString()}>{moment(hold.placed.at_ms, timeZone)}</time>
        {hold.until_ms === null ? ", until it is lifted" : `, until ${moment(hold.until_ms, timeZone)}`}
      </span>
      <span className={classes.act}>
        <Tooltip label={refusal} disabled={may}>
          <Button
            size="compact-sm"
            h={32}
            variant="default"
            loading={lift.isPending}
            data-disabled={!may}
            aria-disabled={!may}
            aria-label={`Lift ${hold.id}`}
            onClick={may ? () => lift.mutate() : undefined}
          >
            {lift.isSuccess ? "Lift requested" : "Lift"}
          </Button>
        </Tooltip>
      </span>
      {lift.error !== null && (
        <div className={classes.problem}>
          <ProblemAlert error={lift.error} />
        </div>
      )}
    </li>
  );
}

/** Lift one hold of one miner; it is gone when the miner's node says so. */
function useLift(deviceId: number, holdId: string, forSafety: boolean) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST("/commands", {
          params: { header: { "Idempotency-Key": newActKey() } },
          body: { selector: { ids: [deviceId] }, command: { kind: "UNCURTAIL", hold_id: holdId, for_safety: forSafety } },
        }),
      ),
    onSettled: () => void queries.invalidateQueries({ queryKey: [KEYS.device, deviceId] }),
  });
}
