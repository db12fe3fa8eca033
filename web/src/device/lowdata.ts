/** Low-data mode: photos are made smaller, and wait until they are sent by hand. */
import { signal } from "@preact/signals";
import { withDatabase, writing } from "../store/database";
import { onChange, tellChange } from "../store/news";

export const lowData = signal(false);

export async function showLowData(): Promise<void> {
  lowData.value = (await withDatabase((database) => database.get("settings", "lowData"))) === true;
}

export async function setLowData(on: boolean): Promise<void> {
  await writing(["settings"], (transaction) =>
    transaction.objectStore("settings").put(on, "lowData"),
  );
  tellChange();
}

onChange(() => void showLowData());
