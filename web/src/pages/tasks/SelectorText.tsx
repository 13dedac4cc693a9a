import type { BatchBody } from "~/api/schema";
import { readSelector } from "~/features/tasks/selectorWords";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** Whom a task is for, in words, with a link to the list where the list can be asked for. */
export function SelectorText({ batch }: { readonly batch: BatchBody }) {
  const said = readSelector(batch.selector);
  switch (said.kind) {
    case "filter":
      return (
        <>
          {"Miners that matched "}
          <TextLink to="/miners" search={said.filter === "" ? {} : { filter: said.filter }} title="Those that match now">
            {said.filter === "" ? "no filter: all" : said.filter}
          </TextLink>
          {said.without > 0 && `, without ${count(said.without)}`}
        </>
      );
    case "ids":
      return <>{said.count === 1 ? "1 chosen miner" : `${count(said.count)} miners, chosen one by one`}</>;
    case "retry":
      return (
        <>
          {`Those ${said.states} of `}
          <TextLink to="/tasks/$batchId" params={{ batchId: said.of }}>
            an earlier task
          </TextLink>
        </>
      );
    case "other":
      return <>{said.text}</>;
  }
}
