import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { IconCpuOff } from "@tabler/icons-react";

import { Problem } from "~/api/problem";
import { MinerView } from "~/pages/miner/MinerView";
import { deviceQuery } from "~/pages/miner/queries";
import { useLiveDevice } from "~/pages/miner/useLiveDevice";
import { EmptyState } from "~/ui/EmptyState";

import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

const route = getRouteApi("/inside/miners/$deviceId");

/** One miner: how it is, what it is made of, what it did and what it was told to do. */
export function MinerPage() {
  const { deviceId } = route.useParams();
  return Number.isSafeInteger(deviceId) && deviceId > 0 ? <Miner key={deviceId} deviceId={deviceId} /> : <NoSuchMiner />;
}

function Miner({ deviceId }: { readonly deviceId: number }) {
  const { data, error, refetch } = useQuery(deviceQuery(deviceId));
  useLiveDevice(deviceId);
  if (error && Problem.from(error).code === "not_found") return <NoSuchMiner />;
  if (data) return <MinerView detail={data} />;
  return (
    <Page title={`Miner ${deviceId}`}>
      {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} aria-label="Reading the miner" />}
    </Page>
  );
}

function NoSuchMiner() {
  return (
    <Page title="No such miner">
      <EmptyState icon={IconCpuOff} title="There is no such miner" action={<Button component={Link} to="/miners">To the list of miners</Button>}>
        It may have been forgotten, or the address is misspelt. What happened to it stands in the activity log.
      </EmptyState>
    </Page>
  );
}
