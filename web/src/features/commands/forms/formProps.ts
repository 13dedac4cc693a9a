import type { Draft, DraftOf, Subject } from "~/features/commands/drafts";

/** What every form of a command's values takes. */
export interface FormProps<K extends Draft["kind"]> {
  readonly draft: DraftOf<K>;
  readonly onChange: (draft: DraftOf<K>) => void;
  /** What is wrong with single fields, by their names. */
  readonly problems: Readonly<Record<string, string>>;
  /** The one miner that it is for; null for several. */
  readonly subject: Subject | null;
}
