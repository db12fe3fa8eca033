/** Makes a photo small, and bare of all but its pixels: a canvas knows no place and no camera. */
import { digestOfBytes } from "../outbox/digest";
import type { KeptPhoto } from "./store";

const LONGEST_PX = 1_600;
const LONGEST_LOW_PX = 1_024;
const QUALITY = 0.8;
const QUALITY_LOW = 0.65;

export async function shrink(file: Blob, low: boolean): Promise<KeptPhoto> {
  // The canvas keeps no EXIF: how the phone was held must be drawn.
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const blob = await drawn(image, low);
    const bytes = await blob.arrayBuffer();
    const sha256 = await digestOfBytes(bytes);
    return { id: crypto.randomUUID(), sha256, bytes, keptAt: Date.now() };
  } finally {
    image.close();
  }
}

/** Width and height with the longer side no longer than allowed; nothing is made larger. */
export function fitted(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function drawn(image: ImageBitmap, low: boolean): Promise<Blob> {
  const canvas = document.createElement("canvas");
  const longest = low ? LONGEST_LOW_PX : LONGEST_PX;
  [canvas.width, canvas.height] = fitted(image.width, image.height, longest);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  // A JPEG has no transparency; without this, clear parts turn black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    const take = (blob: Blob | null) => (blob ? done(blob) : fail(new Error("no photo was made")));
    canvas.toBlob(take, "image/jpeg", low ? QUALITY_LOW : QUALITY);
  });
}
