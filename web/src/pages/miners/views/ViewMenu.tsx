import { Button, Menu } from "@mantine/core";
import { IconBookmark, IconCheck, IconDeviceFloppy, IconPencil, IconPlus, IconTrash, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import type { ViewBody } from "~/api/schema";
import { useSaveView } from "~/pages/miners/views/useSaveView";
import { isAsKept, viewInput, viewsQuery, type ViewSettings } from "~/pages/miners/views/views";

const ViewForm = lazy(() => import("~/pages/miners/views/ViewForm").then(({ ViewForm: it }) => ({ default: it })));
const RemoveView = lazy(() => import("~/pages/miners/views/RemoveView").then(({ RemoveView: it }) => ({ default: it })));

interface Props {
  readonly now: ViewSettings;
  /** The view that the list was opened by, as the address has it. */
  readonly chosen: number | undefined;
  readonly onChoose: (view: ViewBody | null) => void;
}

/** Saved views: choose one, keep the list as one, change or delete the one chosen. */
export function ViewMenu({ now, chosen, onChoose }: Props) {
  const { data: views = [] } = useQuery(viewsQuery);
  const [dialog, setDialog] = useState<"new" | "edit" | "remove" | null>(null);
  const save = useSaveView();
  const view = views.find((each) => each.id === chosen) ?? null;
  const isChanged = view !== null && !isAsKept(view, now);
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />} loading={save.isPending}>
            {view ? `${view.name}${isChanged ? " (changed)" : ""}` : "Views"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>A view keeps filter, order and columns under a name.</Menu.Label>}
          <Choices label="Yours" views={views.filter((each) => each.mine)} chosen={view} onChoose={onChoose} />
          <Choices label="Shared by others" views={views.filter((each) => !each.mine)} chosen={view} onChoose={onChoose} />
          {views.length > 0 && <Menu.Divider />}
          {view?.can_change && isChanged && (
            <Menu.Item leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={() => save.mutate({ id: view.id, body: viewInput(view.name, view.shared, now) })}>
              {`Save changes to ${view.name}`}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDialog("new")}>
            Save as a new view
          </Menu.Item>
          {view?.can_change && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog("edit")}>
                {`Rename or share ${view.name}`}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDialog("remove")}>
                {`Delete ${view.name}`}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialog === "new" && <ViewForm view={null} now={now} onClose={close} onSaved={onChoose} />}
        {dialog === "edit" && view && <ViewForm view={view} now={now} onClose={close} onSaved={() => undefined} />}
        {dialog === "remove" && view && <RemoveView view={view} onClose={close} onRemoved={() => onChoose(null)} />}
      </Suspense>
    </>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly views: readonly ViewBody[];
  readonly chosen: ViewBody | null;
  readonly onChoose: (view: ViewBody) => void;
}

function Choices({ label, views, chosen, onChoose }: ChoicesProps) {
  if (views.length === 0) return null;
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {views.map((view) => (
        <Menu.Item
          key={view.id}
          aria-current={view.id === chosen?.id}
          leftSection={view.id === chosen?.id ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />}
          rightSection={view.mine ? view.shared && <IconUsers size={14} aria-label="shared" /> : view.owner}
          onClick={() => onChoose(view)}
        >
          {view.name}
        </Menu.Item>
      ))}
    </>
  );
}
