import { addressOf, type Place } from "~/features/placing/places";
import { TextLink } from "~/ui/TextLink";

/** The places that a place lies in, the widest first. */
export function PlacePath({ place: { site, building, rack } }: { readonly place: Place }) {
  const around: { name: string; place: Place | null }[] = [{ name: "All sites", place: null }];
  if (building) around.push({ name: site.name, place: { site, building: null, rack: null } });
  if (building && rack) around.push({ name: building.name, place: { site, building, rack: null } });
  return (
    <nav aria-label="Where this is">
      {around.map(({ name, place }, index) => (
        <span key={name}>
          {index > 0 && " › "}
          <TextLink to="/sites" search={(old) => ({ ...old, ...addressOf(place) })}>{name}</TextLink>
        </span>
      ))}
    </nav>
  );
}
