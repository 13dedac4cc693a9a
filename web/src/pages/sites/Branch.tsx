import { VisuallyHidden } from "@mantine/core";
import { IconChevronRight, type Icon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { addressOf, type Place } from "~/features/placing/places";
import classes from "~/pages/sites/PlaceTree.module.css";
import type { Counts } from "~/pages/sites/useCounts";
import { count } from "~/units/format";

interface Props {
  readonly label: string;
  readonly icon: Icon;
  /** Where it leads; null: all sites. */
  readonly place: Place | null;
  readonly isHere: boolean;
  readonly counts: Counts | null;
  readonly isOpen?: boolean;
  /** Missing where nothing lies below. */
  readonly onToggle?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** One place of the tree: its name leads to it, the arrow before it shows what lies in it. */
export function Branch({ label, icon: Icon, place, isHere, counts, isOpen = false, onToggle, children }: Props) {
  return (
    <li>
      <div className={classes.branch} data-here={isHere || undefined}>
        {onToggle ? (
          <button type="button" className={classes.arrow} aria-expanded={isOpen} aria-label={`What is in ${label}`} onClick={onToggle}>
            <IconChevronRight size={14} aria-hidden />
          </button>
        ) : (
          <span className={classes.arrow} />
        )}
        <Link
          to="/sites"
          search={(old) => ({ ...old, ...addressOf(place) })}
          className={classes.link ?? ""}
          aria-current={isHere ? "page" : undefined}
        >
          <Icon size={15} stroke={1.7} aria-hidden />
          <span className={classes.label}>{label}</span>
          {counts && counts.attention > 0 && (
            <span className={classes.attention} title={`${count(counts.attention)} need attention`}>
              {count(counts.attention)}
              <VisuallyHidden> need attention, </VisuallyHidden>
            </span>
          )}
          {counts && (
            <span className={classes.count} title={`${count(counts.miners)} miners`}>
              {count(counts.miners)}
              <VisuallyHidden> miners</VisuallyHidden>
            </span>
          )}
        </Link>
      </div>
      {children}
    </li>
  );
}
