/** Reports that are being written, kept while they are typed. */
import { withDatabase, writing } from "../store/database";
import { tellChange } from "../store/news";
import type { Form } from "./form";

export interface Draft {
  id: string;
  /** When it was kept last, in milliseconds since 1970 by the phone's clock. */
  keptAt: number;
  form: Form;
}

/** What was saved meanwhile, perhaps in another tab, is no draft any more. */
export async function keepDraft(draft: Draft): Promise<void> {
  await writing(["drafts", "outbox"], async (transaction) => {
    const isSaved = await transaction.objectStore("outbox").getKey(draft.id);
    if (!isSaved) await transaction.objectStore("drafts").put(draft);
  });
  tellChange();
}

export async function dropDraft(id: string): Promise<void> {
  await writing(["drafts"], (transaction) => transaction.objectStore("drafts").delete(id));
  tellChange();
}

/** The newest first. */
export async function listDrafts(): Promise<Draft[]> {
  const found = await withDatabase((database) => database.getAll("drafts"));
  return found.sort((one, other) => other.keptAt - one.keptAt);
}
