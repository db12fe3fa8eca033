/** Coordinates as devices and other maps show them, latitude first. */
import { convert } from "geo-coordinates-parser";
import type { Place } from "./position";

const DIGITS = 6;
const METRES_A_DEGREE = 111_320;
// A written number is no better than the device that showed it.
const LEAST_M = 10;
const MOST_M = 50_000;

const NUMBER = "(-?\\d{1,3}(?:[.,]\\d+)?)°?";
const DECIMAL_PAIR = new RegExp(`^\\s*${NUMBER}\\s*[,;\\s]\\s*${NUMBER}\\s*$`);

/** The place, known as well as its digits tell; null for what cannot be read. */
export function readCoordinates(text: string): Place | null {
  try {
    const [lat, lon] = decimals(text) ?? converted(text);
    if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
    return {
      lon: Number(lon.toFixed(DIGITS)),
      lat: Number(lat.toFixed(DIGITS)),
      accuracyM: Math.min(MOST_M, Math.max(LEAST_M, Math.ceil(halfOfLastDigit(text)))),
    };
  } catch {
    return null;
  }
}

/** Two plain numbers are degrees; the library would take 52.7 for 52 degrees and 7 minutes. */
function decimals(text: string): [number, number] | null {
  const [, lat = "", lon = ""] = DECIMAL_PAIR.exec(text) ?? [];
  return lat && lon ? [Number(lat.replace(",", ".")), Number(lon.replace(",", "."))] : null;
}

function converted(text: string): [number, number] {
  const { decimalLatitude, decimalLongitude } = convert(text);
  return [decimalLatitude, decimalLongitude];
}

/** Of the latitude, in metres: degrees, minutes, seconds, each a sixtieth of the one before. */
function halfOfLastDigit(text: string): number {
  const numbers = text.match(/\d+(?:[.,]\d+)?/g) ?? [];
  const parts = Math.ceil(numbers.length / 2);
  const decimals = numbers[parts - 1]?.split(/[.,]/)[1]?.length ?? 0;
  return METRES_A_DEGREE / 60 ** (parts - 1) / 10 ** decimals / 2;
}
