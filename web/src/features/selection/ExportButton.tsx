import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { exportHref, filterOf, filtersOf, joined, MAX_NAMED } from "~/features/selection/exporting";
import type { Selection } from "~/features/selection/selection";

const ICON = <IconDownload size={16} aria-hidden />;

/** The selected miners as a CSV file. */
export function ExportButton({ selection }: { readonly selection: Selection }) {
  const fetching = useMutation({
    mutationFn: exported,
    onError: (error) => notifications.show({ color: "red", title: "Nothing was exported", message: Problem.from(error).message }),
  });
  const filter = filterOf(selection);
  if (filter !== null) {
    return (
      <Button component="a" href={exportHref(filter)} download="miners.csv" variant="default" leftSection={ICON}>
        Export CSV
      </Button>
    );
  }
  if (selection.kind === "matching") {
    return (
      <Button variant="default" leftSection={ICON} data-disabled aria-disabled title={`An export leaves out at most ${MAX_NAMED} single miners: filter instead.`}>
        Export CSV
      </Button>
    );
  }
  return (
    <Button variant="default" leftSection={ICON} loading={fetching.isPending} onClick={() => fetching.mutate(selection.ids)}>
      Export CSV
    </Button>
  );
}

/** Fetch the parts, and hand them to the browser as one file. */
async function exported(ids: ReadonlySet<number>): Promise<void> {
  const files: string[] = [];
  for (const filter of filtersOf(ids)) {
    files.push(await answer(api.GET("/devices/export.csv", { params: { query: { filter } }, parseAs: "text" })));
  }
  const url = URL.createObjectURL(new Blob([joined(files)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "miners.csv";
  link.click();
  URL.revokeObjectURL(url);
}
