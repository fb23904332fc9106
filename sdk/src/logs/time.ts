const MILLIS = Array.from({ length: 1000 }, (_, value) => `.${String(value).padStart(3, '0')}Z`);

let second = -1;
let secondText = '';

/** ISO 8601 in UTC with milliseconds; the part down to the second is kept from line to line. */
export function isoTime(epochMs: number): string {
  const millis = readClock(epochMs);
  return secondText + millis;
}

/** The same in two parts, for writers of bytes: joining them would only make garbage. */
export function writeIsoTime(epochMs: number, write: (part: string) => void): void {
  const millis = readClock(epochMs);
  write(secondText);
  write(millis);
}

function readClock(epochMs: number): string {
  const whole = Math.floor(epochMs / 1000);
  if (whole !== second) {
    second = whole;
    secondText = new Date(whole * 1000).toISOString().slice(0, 19);
  }
  return MILLIS[Math.floor(epochMs) - whole * 1000] as string;
}
