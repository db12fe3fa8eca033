import type { ComponentType } from "preact";
import { SettingsScreen } from "../device/settings";
import { OutboxScreen } from "../outbox/screen";
import { ReportScreen } from "../report/screen";
import type { Screen } from "./router";

const SCREENS: Record<Screen, ComponentType> = {
  report: ReportScreen,
  outbox: OutboxScreen,
  settings: SettingsScreen,
};

export function screenOf(name: Screen): ComponentType {
  return SCREENS[name];
}
