'use strict';
require('sightline/register');
const { logger } = require('sightline');
const mysql = require('mysql2');
const serve = require('./serve.cjs');

const where = { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER), user: 'shop' };
const pool = mysql.createPool({ ...where, database: 'mysql', connectionLimit: 2 });
const promised = pool.promise();
const said = (error) => new Error(error.message);

serve({
  setup: async () => {
    await promised.query('CREATE DATABASE IF NOT EXISTS shop');
    await promised.query('CREATE TABLE IF NOT EXISTS shop.orders (id int PRIMARY KEY, note text)');
    await promised.query('REPLACE INTO shop.orders VALUES (?, ?), (2, "x")', [1, 'secret-42']);
  },
  promise: async () =>
    (await promised.query('SELECT id FROM shop.orders WHERE note = ?', ['secret-42']))[0],
  callback: () =>
    new Promise((resolve, reject) => {
      pool.query('SELECT count(*) AS n FROM shop.orders', (error, rows) => {
        logger.info('in the callback');
        if (error) reject(said(error));
        else resolve(rows);
      });
    }),
  execute: async () => (await promised.execute('SELECT id FROM shop.orders WHERE id = ?', [1]))[0],
  prepared: async () => {
    const connection = await promised.getConnection();
    try {
      const statement = await connection.prepare('SELECT id FROM shop.orders WHERE id = ?');
      await statement.execute([1]);
      const [rows] = await statement.execute([2]);
      await statement.close();
      return rows;
    } finally {
      connection.release();
    }
  },
  stream: () =>
    new Promise((resolve, reject) => {
      const rows = [];
      pool
        .query('SELECT id FROM shop.orders ORDER BY id')
        .on('result', (row) => rows.push(row))
        .on('error', (error) => reject(said(error)))
        .on('end', () => resolve(rows));
    }),
  literals: async () => {
    await promised.query(
      `UPDATE shop.orders SET note = "secret-42\\"" WHERE note = 'it\\'s secret'`,
    );
  },
  duplicate: () => promised.execute('INSERT INTO shop.orders (id) VALUES (?)', [1]),
  broken: () =>
    new Promise((resolve) => {
      pool.query('SELECT * FROM shop.nothing').on('error', (error) => resolve(error.code));
    }),
  unlistened: async () => {
    const other = mysql.createConnection({ ...where, database: 'mysql' });
    const heard = new Promise((resolve) => {
      process.once('uncaughtException', (error) => resolve({ uncaught: error.code }));
    });
    other.query('SELECT * FROM shop.nothing');
    const answer = await heard;
    other.destroy();
    return answer;
  },
  waiters: async () => {
    const held = await Promise.all([promised.getConnection(), promised.getConnection()]);
    const third = promised.query('SELECT 1');
    setTimeout(() => held.forEach((connection) => connection.release()), 60);
    return (await third)[0];
  },
  down: async () => {
    const other = mysql.createPool({ ...where, port: 1 }).promise();
    await other.query('SELECT 1');
  },
});
