import { ActionIcon, Menu, type MantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun, IconUserCircle, IconUserCog } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Problem } from "~/api/problem";
import { isOnNode } from "~/app/mode";
import { prefer, usePreferences } from "~/app/preferences";
import { bootstrapQuery, meQuery, signOut } from "~/app/session";
import { openKeyHelp } from "~/features/palette/opening";

const SCHEMES = [
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
] as const;

/** Who is signed in, how the page looks, and the way out. */
export function UserMenu() {
  const { data: me } = useQuery(meQuery);
  const { data: bootstrap } = useQuery(bootstrapQuery);
  const { scheme } = usePreferences();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <IconUserCircle size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me ? `${me.name}, ${me.role}` : "Not signed in"}</Menu.Label>
        {!isOnNode() && (
          <Menu.Item
            renderRoot={(props) => <Link {...props} to="/settings" search={{ tab: "account" }} />}
            leftSection={<IconUserCog size={16} aria-hidden />}
          >
            Your account
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={openKeyHelp}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={scheme} onChange={(value) => prefer({ scheme: value as MantineColorScheme })}>
          {SCHEMES.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut().catch(tell)}>
          Sign out
        </Menu.Item>
        {bootstrap && <Menu.Label>{`Headframe ${bootstrap.version}`}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}

function tell(error: unknown): void {
  const problem = Problem.from(error);
  notifications.show({ color: "red", title: "You are still signed in", message: `${problem.title}. ${problem.action}` });
}
