/** Reports that are being written, kept while they are typed. */
import { dropIn } from "../photos/store";
import type { Opened } from "../store/cipher";
import { withDatabase, writing, writingSealed } from "../store/database";
import { tellChange } from "../store/news";
import { openDraft, sealDraft } from "../store/sealing";
import type { Form } from "./form";

export interface Draft {
  id: string;
  /** When it was kept last, in milliseconds since 1970 by the phone's clock. */
  keptAt: number;
  form: Form;
}

/** What was saved meanwhile, perhaps in another tab, is no draft any more. */
export async function keepDraft(draft: Draft): Promise<void> {
  const seal = (key: Opened | null) => sealDraft(draft, key);
  await writingSealed(seal, ["drafts", "outbox"], async (transaction, stored) => {
    const isSaved = await transaction.objectStore("outbox").getKey(draft.id);
    if (!isSaved) await transaction.objectStore("drafts").put(stored);
  });
  tellChange();
}

/** Takes the draft away for good, and its photos. */
export async function dropDraft({ id, form }: Draft): Promise<void> {
  await writing(["drafts", "photos"], async (transaction) => {
    await transaction.objectStore("drafts").delete(id);
    await dropIn(transaction, form.photos ?? []);
  });
  tellChange();
}

/** The newest first. */
export async function listDrafts(): Promise<Draft[]> {
  const stored = await withDatabase((database) => database.getAll("drafts"));
  const found = await Promise.all(stored.map((each) => openDraft(each)));
  return found.sort((one, other) => other.keptAt - one.keptAt);
}
