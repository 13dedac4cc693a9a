import { createRootRoute, createRoute, createRouter, redirect, retainSearchParams } from "@tanstack/react-router";

import { Problem } from "~/api/problem";
import { queryClient } from "~/api/queries";
import { NotFound } from "~/app/NotFound";
import { RouteError } from "~/app/RouteError";
import { lazyPage } from "~/app/lazyPage";
import { home, isServed } from "~/app/navigation";
import { safeNext } from "~/app/next";
import { PagePending } from "~/app/PagePending";
import { bootstrapQuery, isSignedIn, meQuery } from "~/app/session";
import { Shell } from "~/app/shell/Shell";
import { activitySearch } from "~/pages/activity/search";
import { minerSearch } from "~/pages/miner/search";
import { discoverSearch } from "~/pages/discover/search";
import { minersSearch } from "~/pages/miners/search";
import { keepSetupToken } from "~/pages/sign-in/setupToken";
import { overviewSearch } from "~/pages/overview/search";
import { sitesSearch } from "~/pages/sites/search";
import { taskSearch, tasksSearch } from "~/pages/tasks/search";
import { text, wholeNumber } from "~/units/search";

/** `site` stays in the address wherever one goes: the site switcher. */
const root = createRootRoute({
  validateSearch: (search: Record<string, unknown>): { site?: number | undefined } => wholeNumber(search, "site"),
  search: { middlewares: [retainSearchParams(["site"])] },
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => text(search, "next"),
  beforeLoad: async ({ search }) => {
    if (await isSignedIn()) throw redirect({ href: safeNext(search.next), replace: true });
  },
  component: lazyPage(() => import("~/pages/sign-in/SignInPage"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: ({ location }) => {
    if (location.hash === "") return;
    keepSetupToken(location.hash);
    throw redirect({ to: "/setup", hash: "", replace: true }); // it leaves the address at once
  },
  component: lazyPage(() => import("~/pages/sign-in/SetupPage"), "SetupPage"),
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await Promise.all([
        queryClient.query({ ...meQuery, staleTime: "static" }),
        queryClient.query({ ...bootstrapQuery, staleTime: "static" }),
      ]);
    } catch (error) {
      if (Problem.from(error).status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
    const { mode } = await queryClient.query({ ...bootstrapQuery, staleTime: "static" });
    if (!isServed(mode, location.pathname)) throw redirect({ to: home(mode), replace: true });
  },
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: overviewSearch,
  component: lazyPage(() => import("~/pages/overview/OverviewPage"), "OverviewPage"),
});

const miners = createRoute({
  getParentRoute: () => inside,
  path: "/miners",
  validateSearch: minersSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => void import("~/pages/miners/preload").then(({ preloadMiners }) => preloadMiners(deps)),
  component: lazyPage(() => import("~/pages/miners/MinersPage"), "MinersPage"),
});

const miner = createRoute({
  getParentRoute: () => inside,
  path: "/miners/$deviceId",
  params: { parse: ({ deviceId }) => ({ deviceId: Number(deviceId) }), stringify: ({ deviceId }) => ({ deviceId: String(deviceId) }) },
  validateSearch: minerSearch,
  component: lazyPage(() => import("~/pages/miner/MinerPage"), "MinerPage"),
});

const sites = createRoute({
  getParentRoute: () => inside,
  path: "/sites",
  validateSearch: sitesSearch,
  component: lazyPage(() => import("~/pages/sites/SitesPage"), "SitesPage"),
});

const discover = createRoute({
  getParentRoute: () => inside,
  path: "/discover",
  validateSearch: discoverSearch,
  component: lazyPage(() => import("~/pages/discover/DiscoverPage"), "DiscoverPage"),
});

const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/tasks",
  validateSearch: tasksSearch,
  component: lazyPage(() => import("~/pages/tasks/TasksPage"), "TasksPage"),
});

const task = createRoute({
  getParentRoute: () => inside,
  path: "/tasks/$batchId",
  validateSearch: taskSearch,
  component: lazyPage(() => import("~/pages/tasks/TaskPage"), "TaskPage"),
});

const activity = createRoute({
  getParentRoute: () => inside,
  path: "/activity",
  validateSearch: activitySearch,
  component: lazyPage(() => import("~/pages/activity/ActivityPage"), "ActivityPage"),
});

const nodes = createRoute({
  getParentRoute: () => inside,
  path: "/nodes",
  component: lazyPage(() => import("~/pages/nodes/NodesPage"), "NodesPage"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  validateSearch: (search: Record<string, unknown>): { tab?: string } => text(search, "tab"),
  component: lazyPage(() => import("~/pages/settings/SettingsPage"), "SettingsPage"),
});

/** On a node alone. */
const curtail = createRoute({
  getParentRoute: () => inside,
  path: "/curtail",
  component: lazyPage(() => import("~/pages/curtail/CurtailPage"), "CurtailPage"),
});

/** Anything else: said within the shell, so that one can go on from there. */
const nowhere = createRoute({ getParentRoute: () => inside, path: "$", component: NotFound });

const routeTree = root.addChildren([
  signIn,
  setup,
  inside.addChildren([overview, miners, miner, sites, discover, tasks, task, activity, nodes, settings, curtail, nowhere]),
]);

/** Every page of the UI; each is a chunk of its own. */
export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultErrorComponent: RouteError,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 300,
  defaultPendingMinMs: 400,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
