import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import { reread } from "~/pages/settings/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";

const ANY = "";

/** A login that many miners share. */
export function AddLoginDialog({ onClose }: { readonly onClose: () => void }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [driver, setDriver] = useState(ANY);
  const drivers = useDrivers();
  const add = useMutation({
    mutationFn: () => answer(api.POST("/default-logins", { body: { username, password, driver } })),
    onSuccess: async () => {
      await reread(KEYS.defaultLogins);
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const problem = add.error === null ? null : Problem.from(add.error);
  const isAtField = ["/username", "/password", "/driver"].some((field) => problem?.at(field) !== undefined);
  return (
    <Modal opened onClose={onClose} title="Add a default login" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} autoComplete="off">
        <Stack gap="md">
          <TextInput
            label="User name"
            description="Leave it empty for miners that know passwords alone."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            error={problem?.at("/username")}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
            error={problem?.at("/password")}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Select
            label="For"
            data={[{ value: ANY, label: "Any miner" }, ...drivers]}
            error={problem?.at("/driver")}
            value={driver}
            onChange={(value) => setDriver(value ?? ANY)}
          />
          {!isAtField && <ProblemAlert error={problem} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending} disabled={username === "" && password === ""}>
              Add the login
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Drivers that the nodes run. */
function useDrivers(): readonly string[] {
  const { data: nodes } = useQuery({ queryKey: [KEYS.nodes], queryFn: () => answer(api.GET("/nodes")) });
  return [...new Set((nodes ?? []).flatMap((node) => node.plugins.map((plugin) => plugin.driver)))].sort();
}
