import type { ComponentType } from "preact";
import { JoinScreen } from "../device/join";
import { SettingsScreen } from "../device/settings";
import { OutboxScreen } from "../outbox/screen";
import { ReportScreen } from "../report/screen";
import { later } from "./lazy";
import type { Screen } from "./router";

/** The report form and what it needs come at once; the rest when it is asked for. */
const SCREENS: Record<Screen, ComponentType> = {
  report: ReportScreen,
  outbox: OutboxScreen,
  settings: SettingsScreen,
  map: later(() => import("../map/screen")),
  week: later(() => import("../week/screen")),
  join: JoinScreen,
};

export function screenOf(name: Screen): ComponentType {
  return SCREENS[name];
}
