import { describe, expect, test } from 'vitest';
import { Merge, type Sums } from './merge.ts';

/** Pages of members, the first of them that of the process that leads. */
function merged(pages: Readonly<Record<string, string>>, sums?: Sums): string {
  const merge = new Merge();
  for (const [index, [member, page]] of Object.entries(pages).entries()) {
    merge.begin();
    for (const line of page.split('\n')) merge.add(line, member, index === 0, sums);
  }
  return [...merge.render()].join('');
}

const HEAD = '# HELP a_total A.\n# TYPE a_total counter\n';

describe('pages of several processes', () => {
  test('add up in what is an amount', () => {
    const page = merged({
      main: `${HEAD}a_total{x="1"} 2\na_total{x="2"} 1`,
      w1: `${HEAD}a_total{x="1"} 5`,
    });
    expect(page).toBe(`${HEAD}a_total{x="1"} 7\na_total{x="2"} 1\n`);
  });

  test('keep an exemplar, and names whose labels hold blanks, braces and quotes', () => {
    const head = '# TYPE h histogram\n# HELP h H.\n';
    const labels = String.raw`{route="a } b \" c",le="1.0"}`;
    const exemplar = ' # {trace_id="abc"} 0.5 1.000';
    const page = merged({
      main: `${head}h_bucket${labels} 2`,
      w1: `${head}h_bucket${labels} 3${exemplar}`,
    });
    expect(page).toBe(`${head}h_bucket${labels} 5${exemplar}\n`);
  });

  test('stay apart in what is a level, by a label', () => {
    const head = '# HELP g G.\n# TYPE g gauge\n';
    const page = merged({ main: `${head}g 1\ng{x="y"} 2`, w7: `${head}g NaN` });
    expect(page).toBe(
      `${head}g{sightline_worker="main"} 1\ng{x="y",sightline_worker="main"} 2\n` +
        'g{sightline_worker="w7"} NaN\n',
    );
  });

  test('say once who they are', () => {
    const head = '# TYPE target info\n# HELP target T.\n';
    const page = merged({
      main: `${head}target_info{pid="1"} 1`,
      w1: `${head}target_info{pid="2"} 1`,
    });
    expect(page).toBe(`${head}target_info{pid="1"} 1\n`);
  });

  test('may be broken: what is no sample is left out', () => {
    const page = merged({ main: `a_total 1\n${HEAD}a_total\na_total{x="unclosed 1\n a_total 3` });
    expect(page).toBe('');
  });
});

test('amounts of a member that is gone are added later, also to families nobody has now', () => {
  const sums: Sums = new Map();
  merged({ main: '', w1: `${HEAD}a_total{x="1"} 5\n# TYPE g gauge\ng 1` }, sums);
  const merge = new Merge();
  for (const _step of merge.addSums(sums)) void 0;
  for (const _step of merge.addSums(sums)) void 0;
  expect([...merge.render()].join('')).toBe(`${HEAD}a_total{x="1"} 10\n`);
});
