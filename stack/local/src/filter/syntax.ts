/** What a filter says, parsed. */
export type Filter =
  | { readonly kind: 'everything' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  /** Somewhere in the text, whatever the case. */
  | { readonly kind: 'text'; readonly text: string }
  | FieldTest;

export type Comparison = '=' | '>' | '>=' | '<' | '<=';

export interface FieldTest {
  readonly kind: 'field';
  readonly field: string;
  readonly comparison: Comparison;
  readonly value: string;
  /** The value was given in quotes: its stars are stars. */
  readonly quoted: boolean;
}

/** A filter that cannot be read. `position` counts from 0 in its text. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}
