import { CrewPages } from './pages.ts';
import { ask, memberNames, textOf } from './members.ts';
import type { Place } from './place.ts';

const ANSWER_MAX_LENGTH = 1_000_000;

/** What one member said of itself; undefined = it did not answer in time. */
export interface MemberAnswer {
  readonly name: string;
  readonly answer: unknown;
}

/** The other processes and threads of the service, as the one that leads sees them. */
export class Crew {
  readonly #place: Place;
  readonly #pages: CrewPages;

  constructor(place: Place) {
    this.#place = place;
    this.#pages = new CrewPages(place.folder, place.name);
  }

  metrics(
    own: AsyncGenerator<string>,
    accept: string | undefined,
    isOpenMetrics: boolean,
  ): AsyncGenerator<string> {
    return this.#pages.merged(own, accept, isOpenMetrics);
  }

  /** Asks all members for something that is JSON. */
  async askAll(path: string, method = 'GET', body?: string): Promise<MemberAnswer[]> {
    const { folder, name: ownName } = this.#place;
    const names = memberNames(folder).filter((name) => name !== ownName);
    return Promise.all(
      names.map(async (name) => {
        const question = body === undefined ? { path, method } : { path, method, body };
        try {
          const text = await textOf(await ask(folder, name, question), ANSWER_MAX_LENGTH);
          return { name, answer: JSON.parse(text) as unknown };
        } catch {
          return { name, answer: undefined };
        }
      }),
    );
  }
}
