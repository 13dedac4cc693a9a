import { useNavigate, useSearch } from "@tanstack/react-router";

import { useCan } from "~/app/session";
import { NO_HIGHLIGHTS, whileAsked, type Highlights } from "~/features/placing/map";
import { filterOf, insideOf, nameOf, type Place, type Places } from "~/features/placing/places";
import { PlacingBar } from "~/features/placing/PlacingBar";
import { useArranging } from "~/features/placing/useArranging";
import type { Placing } from "~/features/placing/usePlacing";
import { useKeys } from "~/keys/keys";
import type { Asked } from "~/pages/sites/asked";
import { MapControls } from "~/pages/sites/MapControls";
import { NoRacks } from "~/pages/sites/NoRacks";
import { PlaceCards } from "~/pages/sites/PlaceCards";
import { PlaceFigures } from "~/pages/sites/PlaceFigures";
import { PlaceMenu } from "~/pages/sites/PlaceMenu";
import { PlacePath } from "~/pages/sites/PlacePath";
import { RackMap } from "~/pages/sites/RackMap";
import { useSelecting } from "~/pages/sites/useSelecting";
import { Page } from "~/ui/Page";

interface Props {
  readonly places: Places;
  /** Null: all sites. */
  readonly place: Place | null;
  readonly placing: Placing;
  readonly onAsk: (asked: Asked) => void;
}

/** One place: its figures, and its map or the places in it. */
export function PlaceView({ places, place, placing, onAsk }: Props) {
  const search = useSearch({ from: "/inside/sites" });
  const navigate = useNavigate({ from: "/sites" });
  const can = useCan();
  const colour = search.colour ?? "status";
  const mode = search.mode === "arrange" && !can("place_devices") ? "look" : (search.mode ?? "look");
  const arranging = useArranging(places, placing);
  const selecting = useSelecting();
  const filter = place ? filterOf(place) : "";
  const isMap = place?.building != null;
  const hasRacks = isMap && (place.rack !== null || insideOf(places, place).length > 0);
  useKeys(mode === "arrange" ? [{ keys: "Escape", does: "Put the carried miner back", act: arranging.cancel }] : []);
  const highlights: Highlights = {
    ...NO_HIGHLIGHTS,
    selected: mode === "select" ? selecting.selection.ids : NO_HIGHLIGHTS.selected,
    carried: mode === "arrange" ? (arranging.carried?.id ?? null) : null,
    ...whileAsked(placing.requested?.moves ?? []),
  };
  return (
    <Page
      title={place ? nameOf(place) : "Sites"}
      aside={place && <PlacePath place={place} />}
      actions={place && <PlaceMenu place={place} onAsk={onAsk} />}
    >
      <PlaceFigures filter={filter} />
      {hasRacks && (
        <MapControls
          mode={mode}
          colour={colour}
          onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
          place={place}
          selecting={selecting}
        />
      )}
      {hasRacks && (
        <RackMap
          key={filter}
          place={place}
          places={places}
          by={colour}
          mode={mode}
          highlights={highlights}
          arranging={arranging}
          onSelect={selecting.toggle}
          onFill={(wanted, sort) => onAsk({ kind: "fill", place, filter: wanted, sort })}
        />
      )}
      {isMap && !hasRacks && <NoRacks place={place} onAsk={onAsk} />}
      {!isMap && (
        <PlaceCards places={places} within={place} onAdd={place && can("manage_sites") ? () => onAsk({ kind: "building", place, isNew: true }) : null} />
      )}
      <PlacingBar placing={placing} arranging={mode === "arrange" && hasRacks ? arranging : null} />
    </Page>
  );
}
