import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { placeAt, placementIn, pathOf, usePlaces, type Place, type Places } from "~/features/placing/places";
import { usePlacing } from "~/features/placing/usePlacing";
import { idsOf } from "~/features/selection/ids";
import type { Selection } from "~/features/selection/selection";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";
import { count as counted } from "~/units/format";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
}

/** Put the selected miners into a site, a building or a rack; slots are given on the map of the site. */
export function PlaceDialog({ selection, count, onClose }: Props) {
  const { places, error } = usePlaces();
  const [chosen, setChosen] = useState<string | null>(null);
  const placing = usePlacing();
  const place = places ? placeOf(places, chosen) : null;
  const miners = `${counted(count)} ${count === 1 ? "miner" : "miners"}`;
  const put = useMutation({
    mutationFn: async (target: Place) => {
      const placement = placementIn(target);
      const moves = (await idsOf(selection)).map((device_id) => ({ device_id, placement }));
      await placing.place({ moves, words: `Put ${miners} into ${pathOf(target)}.`, back: [] });
    },
  });
  const isBusy = put.isPending || placing.requested !== null;
  return (
    <Modal opened onClose={onClose} title={`Place ${miners}`}>
      {placing.done && placing.error === null ? (
        <Stack>
          <Text size="sm">{placing.done.words}</Text>
          <Button onClick={onClose}>Done</Button>
        </Stack>
      ) : (
        <Stack>
          <Select label="Place" placeholder="Site, building or rack" searchable nothingFoundMessage="No such place" disabled={places?.sites.length === 0} data-autofocus data={places ? choices(places) : []} value={chosen} onChange={setChosen} />
          <Text size="sm" c="dimmed">
            {places?.sites.length === 0 ? "There is no site yet; add one under " : "They leave the slots that they have now. Slots are given on the map, under "}
            <TextLink to="/sites">Sites</TextLink>.
          </Text>
          <ProblemAlert error={put.error ?? placing.error ?? error} />
          <Group justify="flex-end">
            <Text size="sm" c="dimmed" aria-live="polite">
              {isBusy ? `Requested; ${counted(placing.written)} confirmed` : ""}
            </Text>
            <Button disabled={!place} loading={isBusy} onClick={() => place && put.mutate(place)}>
              {place ? `Put ${miners} into ${pathOf(place)}` : `Place ${miners}`}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** Every place by its path, under a value that `placeOf` reads. */
function choices(places: Places): { value: string; label: string }[] {
  return [
    ...places.sites.map(({ id }) => `site:${id}`),
    ...places.buildings.map(({ id }) => `building:${id}`),
    ...places.racks.map(({ id }) => `rack:${id}`),
  ]
    .map((value) => ({ value, place: placeOf(places, value) }))
    .flatMap(({ value, place }) => (place ? [{ value, label: pathOf(place) }] : []))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function placeOf(places: Places, value: string | null): Place | null {
  const [kind, id] = value?.split(":") ?? [];
  return kind === undefined ? null : placeAt(places, { [kind]: Number(id) });
}
