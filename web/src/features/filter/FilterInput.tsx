import { ActionIcon, Button, Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";

import { completed, type Completion } from "~/features/filter/completion";
import { FilterFault } from "~/features/filter/FilterFault";
import classes from "~/features/filter/FilterInput.module.css";
import { useCompletions } from "~/features/filter/useCompletions";
import { useDraft } from "~/features/filter/useDraft";
import { useKeys } from "~/keys/keys";

interface Props {
  /** The filter in force. */
  readonly value: string;
  readonly onApply: (filter: string) => void;
  /** What is always asked besides, so that completion proposes what occurs there. */
  readonly scope?: string;
  readonly label: string;
}

/** Where a filter is written: it completes fields and values, and says where one breaks. `/` leads here. */
export function FilterInput({ value, onApply, scope = "", label }: Props) {
  const { draft, write, fault, apply } = useDraft(value, onApply);
  const [active, setActive] = useState(false);
  const { place, proposals } = useCompletions(draft, scope, active);
  const list = useCombobox();
  const input = useRef<HTMLInputElement>(null);
  const faultId = useId();
  const isOpen = list.dropdownOpened && proposals.length > 0;
  useKeys([{ keys: "/", does: "Filter", act: () => input.current?.focus() }]);

  useLayoutEffect(() => {
    const field = input.current;
    if (field === document.activeElement && field?.selectionStart !== draft.caret) field?.setSelectionRange(draft.caret, draft.caret);
  }, [draft]);
  const { resetSelectedOption } = list;
  useEffect(() => resetSelectedOption(), [draft.text, resetSelectedOption]);

  const take = (chosen: Completion | undefined) => {
    if (chosen !== undefined) write(completed(draft.text, place, chosen));
  };
  const finish = () => {
    list.closeDropdown();
    void apply();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !(isOpen && list.getSelectedOptionIndex() !== -1)) finish();
    if (event.key !== "Escape" || isOpen) return;
    if (draft.text === "") input.current?.blur();
    else write({ text: "", caret: 0 });
  };

  return (
    <search className={classes.search}>
      <Combobox store={list} onOptionSubmit={(index) => take(proposals[Number(index)])} position="bottom-start" width={440} classNames={{ dropdown: classes.dropdown ?? "" }}>
        <Combobox.Target withExpandedAttribute>
          <TextInput
            ref={input}
            aria-label={label}
            aria-invalid={fault !== null}
            aria-describedby={fault ? faultId : undefined}
            classNames={{ input: classes.input ?? "" }}
            placeholder="Filter: status:offline model:S21 temp>80"
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={4096}
            value={draft.text}
            leftSection={<IconFilter size={16} aria-hidden />}
            rightSectionWidth="auto"
            rightSection={
              <span className={classes.right}>
                {draft.text.trim() !== value && (
                  <Button size="compact-xs" onMouseDown={(event) => event.preventDefault()} onClick={finish}>
                    Apply
                  </Button>
                )}
                {(draft.text !== "" || value !== "") && (
                  <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Clear the filter" onClick={() => (value === "" ? write({ text: "", caret: 0 }) : onApply(""))}>
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                )}
              </span>
            }
            onFocus={() => {
              setActive(true);
              list.openDropdown();
            }}
            onClick={() => list.openDropdown()}
            onBlur={() => list.closeDropdown()}
            onChange={({ currentTarget: { value: text, selectionStart } }) => {
              list.openDropdown();
              write({ text, caret: selectionStart ?? text.length });
            }}
            onSelect={({ currentTarget: { selectionStart } }) => {
              if (selectionStart !== null && selectionStart !== draft.caret) write({ ...draft, caret: selectionStart });
            }}
            onKeyDown={onKeyDown}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!isOpen}>
          <Combobox.Options mah={320} className={classes.options ?? ""} aria-label="Completions">
            {proposals.map((each, index) => (
              <Combobox.Option key={each.insert} value={String(index)}>
                <span className={classes.option}>
                  <code>{each.label}</code>
                  <span>{each.note}</span>
                </span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <div aria-live="polite">{fault && <FilterFault id={faultId} fault={fault} />}</div>
    </search>
  );
}
