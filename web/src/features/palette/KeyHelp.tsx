import { Modal } from "@mantine/core";

import classes from "~/features/palette/KeyHelp.module.css";
import { dismissPalette } from "~/features/palette/opening";
import { useBindings, type Binding } from "~/keys/keys";

/** The keys that work on this page now. */
export function KeyHelp({ opened }: { readonly opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dismissPalette} returnFocus={false} title="Keys" size={520} closeButtonProps={{ "aria-label": "Close" }}>
      <Keys />
    </Modal>
  );
}

function Keys() {
  const bindings = latest(useBindings());
  const going = bindings.filter(({ keys }) => keys.startsWith("g "));
  const here = bindings.filter(({ keys }) => !keys.startsWith("g "));
  return (
    <div className={classes.columns}>
      <KeyList title="On this page" bindings={[{ keys: "Ctrl K", does: "Search and go to" }, ...here, { keys: "Esc", does: "Close what lies over the page" }]} />
      <KeyList title="Going" bindings={going} />
    </div>
  );
}

type Described = Pick<Binding, "keys" | "does">;

function KeyList({ title, bindings }: { readonly title: string; readonly bindings: readonly Described[] }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.list}>
        {bindings.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Of several bindings of one key the newest counts. */
function latest(bindings: readonly Binding[]): readonly Binding[] {
  return [...new Map(bindings.map((each) => [each.keys, each])).values()];
}
