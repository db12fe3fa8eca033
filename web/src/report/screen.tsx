import { signal } from "@preact/signals";
import { type Dispatch, type StateUpdater, useEffect, useRef, useState } from "preact/hooks";
import { keyState } from "../device/key";
import { locate } from "../geo/locate";
import { type Entry, enqueue, SavedBefore } from "../outbox/entries";
import { PhotoField, photosReady } from "../photos/field";
import { dropPhotos, type Photo } from "../photos/store";
import { Main } from "../shell/main";
import { addressOf } from "../shell/router";
import { isFull, keepForLong } from "../store/database";
import { words } from "../text";
import { Details } from "./details";
import { type Draft, dropDraft, keepDraft, listDrafts } from "./drafts";
import {
  changed,
  emptyForm,
  type Form,
  formOf,
  isTouched,
  type Lack,
  missing,
  reportOf,
  withFix,
} from "./form";
import { currentFix, watch, watchPosition } from "./position";
import { Tiles } from "./tiles";
import { shown } from "./warsaw";
import { WhenField } from "./whenfield";
import { placeOf, WhereField } from "./wherefield";
import "./report.css";

const KEEP_AFTER_MS = 300;
const ASK_BORDER_MS = 500;

/** What is being written; it outlives a look at another screen. */
const open = signal<{ id: string; form: Form }>(fresh());

/** Opens the form with what was kept. */
export function takeUp(draft: Draft): void {
  open.value = { id: draft.id, form: formOf(draft.form, draft.keptAt) };
}

type Told = "full" | "failed" | "savedBefore" | "tooFar" | null;

export function ReportScreen() {
  const { text, language } = words();
  const { report, shell } = text;
  const { id, form } = open.value;
  const [saved, setSaved] = useState<Entry | null>(null);
  const [lacking, setLacking] = useState<Lack[]>([]);
  const [fault, setFault] = useState<Told>(null);
  const summary = useRef<HTMLDivElement>(null);
  const saving = useRef(false);
  useEffect(watchPosition, []);
  useEffect(() => {
    const better = withFix(open.peek().form, currentFix(), Date.now());
    if (better !== open.peek().form) open.value = { id, form: better };
  }, [id, watch.value]);
  useKeptDraft(id, form, setFault);
  useEffect(() => {
    if (lacking.length > 0 || fault) summary.current?.focus();
  }, [lacking, fault]);

  const change = (part: Partial<Form>) => {
    open.value = { id, form: changed(open.peek().form, part, currentFix(), Date.now()) };
  };
  const save = async (event: Event) => {
    event.preventDefault();
    const lacks = missing(form);
    setLacking(lacks);
    // A hasty thumb taps twice.
    if (lacks.length > 0 || saving.current) return;
    saving.current = true;
    try {
      if (await isTooFar(form)) {
        setFault("tooFar");
        return;
      }
      await photosReady();
      const whole = open.peek().id === id ? open.peek().form : form;
      setSaved(await enqueue(reportOf(whole, new Date(), language), whole, id));
      void keepForLong();
      setFault(null);
      open.value = fresh();
    } catch (error) {
      setFault(faultOf(error));
      // What stands here is another report, if it is one at all: only a person can tell.
      if (error instanceof SavedBefore) open.value = { id: crypto.randomUUID(), form };
    } finally {
      saving.current = false;
    }
  };

  if (saved) return <Saved onAnother={() => setSaved(null)} />;
  return (
    <Main title={shell.report}>
      <h1>{shell.report}</h1>
      <p class="note warn small">{report.notEmergency}</p>
      <KeptDrafts current={id} />
      <form onSubmit={save} noValidate>
        {(lacking.length > 0 || fault) && (
          <div class="note bad" role="alert" tabIndex={-1} ref={summary}>
            {lacking.map((each) => (
              <p key={each}>{lackOf(each, report)}</p>
            ))}
            {fault && <p>{report[fault]}</p>}
          </div>
        )}
        <Tiles chosen={form.type} choose={(type) => change({ type })} />
        <WhenField form={form} change={change} />
        <WhereField form={form} change={change} />
        <PhotoField
          photos={form.photos ?? []}
          add={(photo) => {
            // The form may have changed while the photo was made small.
            if (open.peek().id === id) change({ photos: [...photosHere(), photo] });
            else void dropPhotos([photo]);
          }}
          remove={(photo) => change({ photos: photosHere().filter((each) => each !== photo) })}
        />
        <Details form={form} change={change} />
        <div class="savebar">
          <button type="submit" class="primary">
            {form.where.by === "here" && !placeOf(form, watch.value)
              ? report.saveWithout
              : report.save}
          </button>
        </div>
      </form>
    </Main>
  );
}

function Saved({ onAnother }: { onAnother: () => void }) {
  const { report, shell } = words().text;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Main title={shell.report}>
      <h1 ref={heading} tabIndex={-1}>
        {shell.report}
      </h1>
      <p class="note good" role="status">
        {keyState.value === "good" ? report.saved : report.savedNoKey}
      </p>
      <div class="row">
        <button type="button" class="primary" onClick={onAnother}>
          {report.another}
        </button>
        <a class="button" href={addressOf("outbox")}>
          {report.toOutbox}
        </a>
      </div>
    </Main>
  );
}

/** Reports that were begun earlier, or in another tab: taken up only when asked. */
function KeptDrafts({ current }: { current: string }) {
  const { text, labels, language } = words();
  const [drafts, setDrafts] = useState<Draft[]>([]);
  // Only those of before: what is typed now is kept too, and is no news.
  useEffect(() => {
    listDrafts().then(setDrafts, () => undefined);
  }, []);
  const others = drafts.filter((each) => each.id !== current);
  const without = (id: string) => setDrafts(drafts.filter((each) => each.id !== id));
  return (
    <>
      {others.map((draft) => (
        <div class="note" key={draft.id}>
          <p>
            {text.report.draft}{" "}
            <span class="quiet">
              {draft.form.type ? `${labels.type[draft.form.type]}, ` : ""}
              {shown(draft.keptAt, language)}
            </span>
          </p>
          <div class="row">
            <button type="button" onClick={() => takeUp(draft)}>
              {text.report.goOn}
            </button>
            <button
              type="button"
              class="plain"
              onClick={() => {
                without(draft.id);
                void dropDraft(draft);
              }}
            >
              {text.report.discard}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}

/** Keeps the form while it is typed, and at once when the page goes out of sight. */
function useKeptDraft(id: string, form: Form, tell: Dispatch<StateUpdater<Told>>): void {
  useEffect(() => {
    if (!isTouched(form)) return;
    const keep = () => {
      // The draft of a report that was saved meanwhile must not come back.
      if (open.peek().id !== id) return;
      keepDraft({ id, keptAt: Date.now(), form }).then(
        () => tell(roomAgain),
        (error) => tell(faultOf(error)),
      );
    };
    const timer = setTimeout(keep, KEEP_AFTER_MS);
    const hide = () => document.visibilityState === "hidden" && keep();
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [id, form, tell]);
}

/** There is room again; what else is wrong with the report stays said. */
function roomAgain(fault: Told): Told {
  return fault === "full" || fault === "failed" ? null : fault;
}

/** The service refuses such a place: better said now than when the line comes back. */
async function isTooFar({ where, fix }: Form): Promise<boolean> {
  const place = where.by === "here" ? fix : where.by === "map" && where.point;
  if (!place) return false;
  // Without the data of the border nobody waits: the service knows.
  const unknown = new Promise<null>((done) => setTimeout(done, ASK_BORDER_MS, null));
  const located = locate(place.lon, place.lat, place.accuracyM).catch(() => null);
  const found = await Promise.race([located, unknown]);
  return found !== null && "refused" in found;
}

function photosHere(): Photo[] {
  return open.peek().form.photos ?? [];
}

function faultOf(error: unknown): Told {
  if (error instanceof SavedBefore) return "savedBefore";
  return isFull(error) ? "full" : "failed";
}

function fresh(): { id: string; form: Form } {
  return { id: crypto.randomUUID(), form: emptyForm() };
}

type Words = ReturnType<typeof words>["text"]["report"];

function lackOf(what: Lack, report: Words): string {
  return {
    type: report.missingType,
    point: report.missingPoint,
    marker: report.missingMarker,
    place: report.missingPlace,
    sector: report.missingSector,
    time: report.missingTime,
  }[what];
}
