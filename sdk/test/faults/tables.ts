import type { Table } from '../../bench/report/table.ts';
import type { Figures } from './fault.ts';
import { SIGHTLINE_LOGS } from './subjects.ts';

/** A run, and the part of the page that it belongs to. */
export interface Result {
  readonly section: string;
  readonly figures: Figures;
  /** How the process should have ended. */
  readonly exit: string;
  /** False where only the SDK can be run. */
  readonly isCompared: boolean;
}

/** Subject by subject, over the faults that all parts of its signal went through. */
export function glance(results: readonly Result[]): Table {
  const compared = results.filter(({ isCompared }) => isCompared);
  const keys = [...new Set(compared.map(({ figures }) => keyOf(figures)))].sort();
  return {
    title: 'At a glance',
    columns: ['signal, subject', 'runs', 'emitted', 'lost', 'runs with loss', 'other exit'],
    rows: keys.map((key) => {
      const mine = compared.filter(({ figures }) => keyOf(figures) === key);
      const sum = (of: (result: Result) => number): string =>
        number(mine.reduce((total, result) => total + of(result), 0));
      return [
        key,
        number(mine.length),
        sum(({ figures }) => figures.emitted),
        sum(({ figures }) => figures.lost),
        sum(({ figures }) => Number(figures.lost > 0)),
        sum(({ figures, exit }) => Number(figures.exit !== exit)),
      ];
    }),
    notes: [
      '_Other exit_: runs in which the fault changed how the process ends. A process that ends ' +
        'early writes nothing more, and so loses less than it would have.',
      ...lossNote(compared),
      ...delayNote(results),
    ],
  };
}

const ofSightline = ({ figures }: Result): boolean => figures.subject === SIGHTLINE_LOGS.name;
const nameOf = ({ figures }: Result): string => `${figures.signal}, ${figures.fault}`;

function lossNote(results: readonly Result[]): string[] {
  const lossy = results.filter((result) => ofSightline(result) && result.figures.lost > 0);
  if (lossy.length === 0) return [];
  return [`${SIGHTLINE_LOGS.name} lost something in: ${lossy.map(nameOf).join('; ')}.`];
}

function delayNote(results: readonly Result[]): string[] {
  const rises = results.filter(ofSightline).flatMap((result) => {
    const { loopHealthyMs, loopFaultMs } = result.figures;
    if (loopHealthyMs === undefined || loopFaultMs === undefined) return [];
    return [{ riseMs: loopFaultMs - loopHealthyMs, name: nameOf(result) }];
  });
  const [most] = rises.toSorted((left, right) => right.riseMs - left.riseMs);
  if (most === undefined) return [];
  return [
    `The delay of its event loop (p99) rose by at most ${most.riseMs.toFixed(1)} ms during a ` +
      `fault (${most.name}).`,
  ];
}

function keyOf({ signal, subject }: Figures): string {
  return `${signal}, ${subject}`;
}

/** One table for each section, in the order in which they come. */
export function sections(results: readonly Result[]): Table[] {
  const titles = [...new Set(results.map(({ section }) => section))];
  return titles.map((title) => {
    const figures = results
      .filter(({ section }) => section === title)
      .map((result) => result.figures);
    return tableOf(title, figures);
  });
}

function tableOf(title: string, figures: readonly Figures[]): Table {
  const setAside = figures.every(({ signal }) => signal === 'spans') ? 'rejected' : 'dead-lettered';
  return {
    title,
    columns: [
      'fault',
      'subject',
      'emitted',
      'delivered',
      setAside,
      'duplicated',
      'lost',
      'by next start',
      'peak RSS MB',
      'loop p99 ms',
      'exit',
    ],
    rows: figures.map(cells),
  };
}

export function cells(figures: Figures): string[] {
  const { duplicated, acrossRollover, lost, dropped } = figures;
  return [
    figures.fault,
    figures.subject,
    number(figures.emitted),
    number(figures.delivered),
    number(figures.setAside),
    acrossRollover > 0 ? `${number(duplicated)} + ${number(acrossRollover)}` : number(duplicated),
    lost > 0 && dropped > 0 ? `${number(lost)} (${number(dropped)})` : number(lost),
    number(figures.byNextStart),
    figures.peakRssMb.toFixed(0),
    `${delay(figures.loopHealthyMs)} → ${delay(figures.loopFaultMs)}`,
    figures.exit,
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function delay(ms: number | undefined): string {
  return ms === undefined ? '-' : ms.toFixed(1);
}
