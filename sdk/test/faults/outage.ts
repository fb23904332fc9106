import type { Work } from './load.ts';
import type { Backend } from './signals.ts';
import type { Stage } from './stage.ts';
import type { Target } from './subjects.ts';

interface Outage<Receiver extends Backend> {
  readonly begin: (stage: Stage<Receiver>) => void | Promise<void>;
  /** Something that happens in the middle of it. */
  readonly middle?: (stage: Stage<Receiver>) => void | Promise<void>;
  readonly end: (stage: Stage<Receiver>) => void | Promise<void>;
  readonly start?: (stage: Stage<Receiver>) => Partial<Target>;
  readonly seconds?: (stage: Stage<Receiver>) => number;
  readonly work?: (stage: Stage<Receiver>) => Work;
}

/** The usual course: all is well, the fault comes and goes, all is well again. */
export function outage<Receiver extends Backend>(
  how: Outage<Receiver>,
): (stage: Stage<Receiver>) => Promise<void> {
  return async (stage) => {
    await stage.start(how.start?.(stage));
    await stage.healthy();
    await how.begin(stage);
    const before = stage.attempts();
    const seconds = how.seconds?.(stage) ?? stage.plan.faultSeconds;
    if (how.middle === undefined) {
      await stage.during(how.work ? { work: how.work(stage) } : { seconds });
    } else {
      await stage.during({ seconds: seconds / 2 });
      await stage.met(before);
      await how.middle(stage);
      await stage.during({ seconds: seconds / 2 });
    }
    await stage.met(before);
    await how.end(stage);
    await stage.after();
    await stage.settle();
  };
}
