import { useEffect, useRef, useState } from "preact/hooks";
import { lowData } from "../device/lowdata";
import { isFull } from "../store/database";
import { words } from "../text";
import { fill } from "../text/fill";
import { shrink } from "./shrink";
import { dropPhotos, keepPhoto, MOST, type Photo, readPhoto } from "./store";
import "./photos.css";

type Trouble = "photoUnreadable" | "photoFull" | "photoMost" | null;

let working: Promise<unknown> = Promise.resolve();

/** When the photos that were chosen are in the form: who saves meanwhile loses none. */
export async function photosReady(): Promise<void> {
  await working;
}

/** Photos of a report: taken or chosen, shown small, taken away again. */
export function PhotoField({
  photos,
  add,
  remove,
}: {
  photos: readonly Photo[];
  add: (photo: Photo) => void;
  remove: (photo: Photo) => void;
}) {
  const { report } = words().text;
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const take = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file may be chosen again after it was taken away.
    input.value = "";
    setBusy(true);
    const work = keepAll(files, photos, add);
    working = work;
    setTrouble(await work);
    setBusy(false);
  };
  const takeAway = (photo: Photo) => {
    setTrouble(null);
    remove(photo);
    void dropPhotos([photo]);
    chooser.current?.focus();
  };
  return (
    <fieldset class="group">
      <legend>{report.photos}</legend>
      <p class="quiet small">{report.photosHint}</p>
      {photos.length > 0 && (
        <ul class="photos">
          {photos.map((photo, place) => (
            <Shown
              key={photo.id}
              photo={photo}
              name={fill(report.photoName, { n: place + 1 })}
              remove={() => takeAway(photo)}
            />
          ))}
        </ul>
      )}
      {trouble && (
        <p class="note bad" role="alert">
          {fill(report[trouble], { n: MOST })}
        </p>
      )}
      <label class="button picker">
        <input
          type="file"
          accept="image/*"
          multiple
          ref={chooser}
          disabled={busy || photos.length >= MOST}
          onChange={take}
        />
        <span>{busy ? report.photoBusy : report.addPhoto}</span>
      </label>
    </fieldset>
  );
}

/** One after the other: several large photos at once are too much for a small phone. */
async function keepAll(
  files: readonly File[],
  photos: readonly Photo[],
  add: (photo: Photo) => void,
): Promise<Trouble> {
  let trouble: Trouble = null;
  const kept = new Set(photos.map((each) => each.sha256));
  for (const file of files) {
    if (kept.size >= MOST) return "photoMost";
    try {
      const photo = await shrink(file, lowData.peek());
      if (kept.has(photo.sha256)) continue;
      await keepPhoto(photo);
      kept.add(photo.sha256);
      add({ id: photo.id, sha256: photo.sha256 });
    } catch (fault) {
      trouble = isFull(fault) ? "photoFull" : "photoUnreadable";
    }
  }
  return trouble;
}

function Shown({ photo, name, remove }: { photo: Photo; name: string; remove: () => void }) {
  const { report } = words().text;
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let current = true;
    readPhoto(photo.id).then(
      (kept) => {
        if (!kept || !current) return;
        made = URL.createObjectURL(new Blob([kept.bytes], { type: "image/jpeg" }));
        setAddress(made);
      },
      () => undefined,
    );
    return () => {
      current = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [photo.id]);
  return (
    <li>
      {address ? <img src={address} alt={name} /> : <span class="blank" />}
      <button type="button" class="plain" onClick={remove}>
        {report.remove}
        <span class="hush">: {name}</span>
      </button>
    </li>
  );
}
