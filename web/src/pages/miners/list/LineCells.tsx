import type { DeviceBody } from "~/api/schema";
import type { Column } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/list/MinerList.module.css";

interface Props {
  readonly device: DeviceBody;
  readonly href: string;
  readonly columns: readonly Column[];
}

/** A miner's name, and a cell for each column. */
export function LineCells({ device, href, columns }: Props) {
  return (
    <>
      <span role="rowheader" className={classes.name}>
        <a href={href} tabIndex={-1} title={device.name}>
          {device.name}
        </a>
      </span>
      {columns.map(({ key, numeric, cell }) => {
        const content = cell(device);
        return (
          <span key={key} role="gridcell" className={numeric ? classes.figure : classes.cell} title={typeof content === "string" ? content : undefined}>
            {content}
          </span>
        );
      })}
    </>
  );
}
