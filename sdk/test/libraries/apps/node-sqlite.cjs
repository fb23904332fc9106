'use strict';
require('sightline/register');
const { logger } = require('sightline');
const serve = require('./serve.cjs');

const open = () => {
  const { DatabaseSync } = require('node:sqlite');
  return new DatabaseSync(':memory:');
};
let database;

serve({
  untouched: () => ({ loaded: process.moduleLoadList.includes('NativeModule sqlite') }),
  setup: () => {
    database = open();
    database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)');
    const insert = database.prepare('INSERT INTO orders (note) VALUES (?)');
    for (const note of ['a', 'b', 'c']) insert.run(note);
    database.exec("INSERT INTO orders (note) VALUES ('secret-42')");
  },
  read: () => {
    const one = database.prepare('SELECT note FROM orders WHERE id = ?');
    logger.info('between');
    return [one.get(1), database.prepare('SELECT id FROM orders').all().length];
  },
  iterate: () => {
    const notes = [];
    for (const { note } of database.prepare('SELECT note FROM orders').iterate()) notes.push(note);
    for (const row of database.prepare('SELECT id FROM orders').iterate()) {
      if (row.id === 2) break;
    }
    database.prepare('SELECT id FROM orders').iterate().next();
    return notes.length;
  },
  duplicate: () => database.exec("INSERT INTO orders VALUES (1, 'secret-42')"),
  syntax: () => database.exec('SELEC secret'),
  slow: () =>
    database
      .prepare(
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) ' +
          'SELECT count(*) AS n FROM n',
      )
      .get(),
});
