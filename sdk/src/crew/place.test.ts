import { expect, test } from 'vitest';
import { placeOf, type ProcessFacts } from './place.ts';

const FACTS: ProcessFacts = {
  pid: 20,
  ppid: 10,
  uid: 1000,
  temporaryFolder: '/tmp',
  platform: 'linux',
  workerId: undefined,
  instance: undefined,
  threadId: 0,
  inherited: undefined,
};
const first = placeOf({ ...FACTS, pid: 10, ppid: 1 }, 'shop');

test('a process that is nobody’s worker leads, whatever it inherited', () => {
  expect(first).toMatchObject({ name: 'main', isMember: false, mayLead: true });
  const child = placeOf({ ...FACTS, inherited: first?.folder ?? '' }, 'shop');
  expect(child).toMatchObject({ name: 'main', isMember: false });
  expect(child?.folder).not.toBe(first?.folder);
});

test('its workers are members in its folder; of another service they are not', () => {
  const inherited = first?.folder ?? '';
  const worker = placeOf({ ...FACTS, workerId: 3, inherited }, 'shop');
  expect(worker).toEqual({ folder: inherited, name: '3', isMember: true, mayLead: false });
  const other = placeOf({ ...FACTS, workerId: 3, inherited }, 'other');
  expect(other).toMatchObject({ isMember: false, mayLead: true });
});

test('workers and instances without such a process elect one among them', () => {
  const worker = placeOf({ ...FACTS, workerId: 2 }, 'shop');
  const instance = placeOf({ ...FACTS, pid: 21, instance: '0' }, 'shop');
  expect(worker).toMatchObject({ name: '2', mayLead: true });
  expect(instance).toMatchObject({ name: '0', mayLead: true, folder: worker?.folder });
});

test('a thread belongs where its process says', () => {
  const thread = { ...FACTS, threadId: 4, inherited: '/tmp/x' };
  expect(placeOf(thread, 'shop')).toMatchObject({
    folder: '/tmp/x',
    name: '20-t4',
    isMember: true,
  });
  expect(placeOf({ ...thread, inherited: undefined }, 'shop')).toBeUndefined();
});

test('there is no place without sockets in the file system, or with a path too long', () => {
  expect(placeOf({ ...FACTS, platform: 'win32' }, 'shop')).toBeUndefined();
  expect(placeOf({ ...FACTS, temporaryFolder: `/${'x'.repeat(90)}` }, 'shop')).toBeUndefined();
});
