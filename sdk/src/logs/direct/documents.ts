/** A document as pino-elasticsearch reads it from a line, and where it says that it belongs. */
export interface ReadDocument {
  readonly index: string;
  readonly id: string | undefined;
}

/** What pino-elasticsearch hands to the bulk helper of its client. */
export interface BulkHelperOptions {
  readonly datasource: AsyncIterable<Record<string, unknown>>;
  onDocument(document: Record<string, unknown>): { readonly index: { readonly _index: string } };
}

/**
 * The reading half of pino-elasticsearch: it takes text in, splits it into lines and parses them.
 * This hands the documents of one batch to whoever wrote the batch. Batches go through one after
 * the other; sending them is not part of it.
 */
export class Documents {
  #options: BulkHelperOptions | undefined;
  #read: (ReadDocument | undefined)[] = [];
  #want = 0;
  #resolve: ((read: readonly (ReadDocument | undefined)[]) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** In place of the client's bulk helper. A second call (a pool that revives) changes nothing. */
  bulk(options: BulkHelperOptions): Promise<void> {
    if (this.#options !== undefined) return new Promise(() => undefined);
    this.#options = options;
    return this.#consume(options);
  }

  async #consume({ datasource, onDocument }: BulkHelperOptions): Promise<void> {
    for await (const document of datasource) {
      const { index } = onDocument(document);
      const { id } = (document['event'] ?? {}) as { id?: unknown };
      this.#add({ index: index._index, id: typeof id === 'string' ? id : undefined });
    }
  }

  /** A line that is no JSON object: nothing that Elasticsearch could take. */
  unknown(): void {
    this.#add(undefined);
  }

  #add(document: ReadDocument | undefined): void {
    this.#read.push(document);
    if (this.#read.length < this.#want) return;
    this.#resolve?.(this.#read);
    this.#resolve = undefined;
  }

  /**
   * Passes a batch through; resolves with one entry per line, in order. When a line is no JSON
   * object, its entry is `undefined` and stands somewhere: then no entry tells its line.
   */
  async read(lines: number, write: () => void): Promise<readonly (ReadDocument | undefined)[]> {
    const turn = this.#last.then(
      () =>
        new Promise<readonly (ReadDocument | undefined)[]>((resolve) => {
          this.#read = [];
          this.#want = lines;
          this.#resolve = resolve;
          write();
        }),
    );
    this.#last = turn;
    return turn;
  }
}
