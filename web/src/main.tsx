import "~/app/mantine";
import "@mantine/notifications/styles.css";
import "@fontsource-variable/inter/wght.css";
import "~/app/global.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { watchForPerson } from "~/api/person";
import { queryClient } from "~/api/queries";
import { loadPreferences, schemeManager } from "~/app/preferences";
import { router } from "~/app/router";
import { theme, variables } from "~/app/theme";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
const schemes = schemeManager();
loadPreferences();
watchForPerson();

(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce; // dialogs lock scrolling by a style element, which looks for it here
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" limit={3} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
