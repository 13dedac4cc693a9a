import type { NodeIdentityBody } from "~/api/schema";
import classes from "~/pages/nodes/NodeKeys.module.css";
import { Age } from "~/ui/Age";
import { CopyButton } from "~/ui/CopyButton";

/** The fingerprint of a node's keys, as it was compared when the node was let in; folded away until it is wanted. */
export function NodeKeys({ identity }: { readonly identity: NodeIdentityBody }) {
  const { words, short } = identity.fingerprint;
  return (
    <details className={classes.keys}>
      <summary className={classes.summary}>
        {"Keys, enrolled "}
        <Age atMs={identity.enrolled_at_ms} />
      </summary>
      <p className={classes.words}>{words.join(" ")}</p>
      <p className={classes.short}>
        {short}
        <CopyButton text={short} what="fingerprint" />
      </p>
      {identity.local_ui_sha256 !== null && (
        <>
          <p className={classes.words}>The certificate of its local UI, for people on site, shows this SHA-256 of its public key:</p>
          <p className={classes.short}>
            {identity.local_ui_sha256}
            <CopyButton text={identity.local_ui_sha256} what="fingerprint of the local UI" />
          </p>
        </>
      )}
    </details>
  );
}
