/**
 * What one line may still take. Values of the application are read until it is used up, so that a
 * line costs what fits into it, however much was handed over.
 */
export interface Room {
  chars: number;
  /** Something was left out: the line says so, and is counted. */
  isCut: boolean;
}

export function roomOf(chars: number): Room {
  return { chars, isCut: false };
}
