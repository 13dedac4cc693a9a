import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { addressOf, nameOf, type Place, type Places } from "~/features/placing/places";
import type { Placing } from "~/features/placing/usePlacing";
import type { Asked } from "~/pages/sites/asked";
import { AssignForm } from "~/pages/sites/forms/AssignForm";
import { BuildingForm } from "~/pages/sites/forms/BuildingForm";
import { FillForm } from "~/pages/sites/forms/FillForm";
import { RackForm } from "~/pages/sites/forms/RackForm";
import { RemoveForm } from "~/pages/sites/forms/RemoveForm";
import { SiteForm } from "~/pages/sites/forms/SiteForm";

interface Props {
  readonly asked: Asked | null;
  readonly places: Places;
  readonly placing: Placing;
  readonly onClose: () => void;
}

/** Whatever the map asks somebody, in a dialog. */
export function PlaceDialog({ asked, onClose, ...rest }: Props) {
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked ? titleOf(asked) : ""}
      size={asked?.kind === "fill" ? "xl" : "md"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {asked && <Form asked={asked} onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Form({ asked, places, placing, onClose }: Props & { readonly asked: Asked }) {
  const navigate = useNavigate();
  const done = (place: Place | null) => {
    onClose();
    void navigate({ to: "/sites", search: (old) => ({ ...old, ...addressOf(place) }) });
  };
  const { place } = asked;
  if (asked.kind === "site") {
    return <SiteForm site={place?.site ?? null} onSaved={(site) => done({ site, building: null, rack: null })} onCancel={onClose} />;
  }
  if (place === null) return null;
  const { site, building, rack } = place;
  switch (asked.kind) {
    case "building":
      return <BuildingForm site={site} building={asked.isNew ? null : building} onSaved={(saved) => done({ site, building: saved, rack: null })} onCancel={onClose} />;
    case "rack":
      return building && <RackForm building={building} rack={asked.isNew ? null : rack} onSaved={() => done(place)} onCancel={onClose} />;
    case "remove":
      return <RemoveForm place={place} places={places} onRemoved={() => done(around(place))} onCancel={onClose} />;
    case "assign":
      return <AssignForm place={place} placing={placing} onClose={onClose} />;
    case "fill":
      return <FillForm {...asked} places={places} placing={placing} onClose={onClose} />;
  }
}

function titleOf(asked: Asked): string {
  const name = asked.place ? nameOf(asked.place) : "";
  switch (asked.kind) {
    case "site":
      return asked.place ? `Change ${name}` : "Add a site";
    case "building":
      return asked.isNew ? "Add a building" : `Rename ${name}`;
    case "rack":
      return asked.isNew ? `Add racks to ${name}` : `Change ${name}`;
    case "remove":
      return `Remove ${name}`;
    case "assign":
      return `Assign miners to ${name}`;
    case "fill":
      return "Fill racks in order";
  }
}

function around({ site, building, rack }: Place): Place | null {
  if (rack) return { site, building, rack: null };
  return building ? { site, building: null, rack: null } : null;
}
