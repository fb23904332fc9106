/** A document that Elasticsearch refused once, to be offered again as it was. */
export interface Refused {
  /** Data stream or index that it was meant for. */
  readonly index: string;
  /** Its id; undefined = it had none. */
  readonly id: string | undefined;
  /** Its JSON. */
  readonly text: string;
}

/** What became of it this time. */
export type Verdict =
  /** It is where it belongs. */
  | { readonly kind: 'delivered' }
  /** It is refused again, for this reason. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** It could not be offered: Elasticsearch does not answer, or not now. */
  | { readonly kind: 'unsent'; readonly reason: string };

/** Where refused documents lie. */
export interface Source<Item extends Refused> {
  batches(): AsyncGenerator<readonly Item[]>;
  /** Takes away what is delivered and keeps the rest. Called once per batch. */
  settle(items: readonly Item[], verdicts: readonly Verdict[]): Promise<void>;
  /** Called at the end, also after a failure. */
  close(): Promise<void>;
}
