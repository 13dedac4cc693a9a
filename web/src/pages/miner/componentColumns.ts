import type { ComponentBody } from "~/api/schema";
import { amperes, count, efficiency, frequency, hashrate, percent, power, rpm, temperature, volts } from "~/units/format";

/** One column of the tables of parts: its title, and a part's cell; null where nothing is known. */
export interface ComponentColumn {
  readonly title: string;
  readonly of: (part: ComponentBody) => string | null;
}

function number(title: string, key: keyof ComponentBody, format: (value: number) => string): ComponentColumn {
  return { title, of: (part) => (typeof part[key] === "number" ? format(part[key]) : null) };
}

const COLUMNS: readonly ComponentColumn[] = [
  { title: "Name", of: (part) => part.name || null },
  number("Hashrate", "hashrate_hs", hashrate),
  number("Expected", "expected_hashrate_hs", hashrate),
  { title: "Chips", of: chips },
  number("Chip temperature", "chip_temperature_c", temperature),
  number("Temperature", "temperature_c", temperature),
  number("Inlet", "inlet_temperature_c", temperature),
  number("Outlet", "outlet_temperature_c", temperature),
  number("Speed", "rpm", rpm),
  number("Duty", "duty_ratio", percent),
  number("Power", "power_watts", power),
  number("Efficiency", "efficiency_j_per_h", efficiency),
  number("Frequency", "frequency_hz", frequency),
  number("Input", "input_voltage_v", volts),
  number("Voltage", "voltage_v", volts),
  number("Current", "current_a", amperes),
  number("Hardware errors", "hardware_errors", count),
  { title: "Serial number", of: (part) => part.serial || null },
];

/** "108 of 110"; the number expected is not known of every miner. */
function chips({ chips_working: working, chips_expected: expected }: ComponentBody): string | null {
  if (working === null && expected === null) return null;
  return expected === null ? count(working) : `${count(working)} of ${count(expected)}`;
}

/** Columns of which at least one of these parts knows something. */
export function knownColumns(parts: readonly ComponentBody[]): ComponentColumn[] {
  return COLUMNS.filter((column) => parts.some((part) => column.of(part) !== null));
}
