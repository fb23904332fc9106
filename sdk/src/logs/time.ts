const MILLIS = Array.from({ length: 1000 }, (_, value) => `.${String(value).padStart(3, '0')}Z`);

let second = -1;
let secondText = '';

/** ISO 8601 in UTC with milliseconds; the part down to the second is kept from line to line. */
export function isoTime(epochMs: number): string {
  const whole = Math.floor(epochMs / 1000);
  if (whole !== second) {
    second = whole;
    secondText = new Date(whole * 1000).toISOString().slice(0, 19);
  }
  return secondText + MILLIS[Math.floor(epochMs) - whole * 1000];
}
