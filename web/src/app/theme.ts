import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** Verdigris, the colour of weathered copper: the one accent. */
const verdigris: MantineColorsTuple = [
  "#e6f7f3", "#cdece4", "#9fdacb", "#6dc7b0", "#47b79a", "#2fa58e", "#228a77", "#1b7364", "#155c50", "#0d463d",
];

/** Graphite: backgrounds and text of the dark scheme, a touch of green in the grey. */
const dark: MantineColorsTuple = [
  "#dde4e3", "#b6c1c0", "#93a09f", "#6b7877", "#43504f", "#2c3736", "#1f2827", "#171e1e", "#111717", "#0b1010",
];

/** Alerts speak in the same tones as badges. */
const ALERT_TONES: Record<string, string | undefined> = { red: "bad", orange: "warn", yellow: "warn", green: "good", blue: "calm", gray: "unknown" };

function toned(tone: string | undefined): Record<string, string> {
  return tone === undefined ? {} : { "--alert-bg": `var(--${tone}-wash)`, "--alert-color": `var(--${tone})` };
}

/** What lies over the page looks like a panel. */
const OVERLAID = {
  content: { background: "var(--surface)" },
  header: { background: "var(--surface)" },
  title: { fontSize: "0.9375rem", fontWeight: 600 },
};

export const theme = createTheme({
  colors: { verdigris, dark },
  primaryColor: "verdigris",
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.25,
  black: "#131b1a",
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  defaultRadius: "sm",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "1.25rem", lineHeight: "1.3" }, h2: { fontSize: "1rem", lineHeight: "1.4" }, h3: { fontSize: "0.875rem", lineHeight: "1.4" } },
  },
  spacing: { xs: "0.375rem", sm: "0.625rem", md: "0.875rem", lg: "1.25rem", xl: "2rem" },
  components: {
    Alert: { vars: (_theme: unknown, { color }: { color?: string }) => ({ root: toned(ALERT_TONES[color ?? ""]) }) },
    Anchor: { defaultProps: { underline: "always" } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    NumberInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    Checkbox: { defaultProps: { size: "xs" } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } }, styles: OVERLAID },
    Drawer: { styles: OVERLAID },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Paper: { defaultProps: { radius: "md" } },
    Menu: { defaultProps: { shadow: "md", withinPortal: true, withInitialFocusPlaceholder: false } },
  },
});

/** Our own variables, by scheme. Text in a tone keeps 4.5:1 on `--surface` and on its own wash, white text on filled buttons. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f4f6f5",
    "--mantine-color-dimmed": "#55615f",
    "--mantine-color-error": "#a52020",
    "--mantine-color-red-filled": "#c92a2a", "--mantine-color-red-filled-hover": "#a52020",
    "--surface": "#ffffff",
    "--surface-raised": "#ffffff",
    "--surface-sunken": "#e9eeec",
    "--line": "#d7dedc",
    "--line-strong": "#b4bfbc",
    "--good": "#14684c", "--good-wash": "#dff3ea",
    "--warn": "#7d4a00", "--warn-wash": "#fdf0d3",
    "--bad": "#a52020", "--bad-wash": "#fde6e4",
    "--calm": "#32518f", "--calm-wash": "#e6ecf9",
    "--busy": "#1b6273", "--busy-wash": "#dff1f5",
    "--unknown": "#55596b", "--unknown-wash": "#e9eaef",
    "--chart-1": "#1b7f6b", "--chart-2": "#b4620a", "--chart-3": "#3b62b5", "--chart-4": "#8a4b9e",
  },
  dark: {
    "--mantine-color-body": "#0f1414",
    "--mantine-color-dimmed": "#98a6a4",
    "--mantine-color-error": "#ff938a",
    "--mantine-color-verdigris-filled": "#1f8270", "--mantine-color-verdigris-filled-hover": "#1b7364",
    "--mantine-color-red-filled": "#c92a2a", "--mantine-color-red-filled-hover": "#a52020",
    "--surface": "#161d1d",
    "--surface-raised": "#1d2625",
    "--surface-sunken": "#0b1010",
    "--line": "#273130",
    "--line-strong": "#3c4847",
    "--good": "#5fd0a4", "--good-wash": "#12312a",
    "--warn": "#eab254", "--warn-wash": "#37290f",
    "--bad": "#ff938a", "--bad-wash": "#421d1b",
    "--calm": "#9db8f2", "--calm-wash": "#1d2a47",
    "--busy": "#74cfe0", "--busy-wash": "#12313a",
    "--unknown": "#b1b5c4", "--unknown-wash": "#282b35",
    "--chart-1": "#4cc3a3", "--chart-2": "#e2954a", "--chart-3": "#84a5ee", "--chart-4": "#c993d8",
  },
});
