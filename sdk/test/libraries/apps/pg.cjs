'use strict';
require('sightline/register');
const { logger } = require('sightline');
const pg = require('pg');
const Cursor = require('pg-cursor');
const serve = require('./serve.cjs');

const where = { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER), user: 'shop' };
const pool = new pg.Pool({ ...where, database: 'postgres', max: 2 });
const impatient = new pg.Pool({
  ...where,
  database: 'template1',
  max: 1,
  connectionTimeoutMillis: 100,
});

serve({
  setup: async () => {
    await pool.query('CREATE TABLE orders (id int PRIMARY KEY, note text)');
    await pool.query("INSERT INTO orders SELECT n, 'note' FROM generate_series(1, 50) n");
  },
  promise: async () => (await pool.query('SELECT * FROM orders WHERE id = $1', [7])).rows,
  callback: () =>
    new Promise((resolve, reject) => {
      pool.query('SELECT count(*) FROM orders', (error, result) => {
        logger.info('in the callback');
        if (error) reject(new Error(error.message));
        else resolve(result.rows);
      });
    }),
  config: async () => {
    const query = { name: 'by-id', text: 'SELECT note FROM orders WHERE id = $1', values: [3] };
    await pool.query(query);
    return (await pool.query(query)).rows;
  },
  cursor: async () => {
    const client = await pool.connect();
    try {
      const cursor = client.query(new Cursor('SELECT id FROM orders ORDER BY id'));
      const first = await cursor.read(10);
      await cursor.close();
      return { rows: first.length };
    } finally {
      client.release();
    }
  },
  transaction: async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query("UPDATE orders SET note = 'secret-42' WHERE id = 1");
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  },
  duplicate: () => pool.query('INSERT INTO orders (id) VALUES ($1)', [7]),
  syntax: () => pool.query('SELEC nothing'),
  wait: async () => {
    const held = await impatient.connect();
    try {
      await impatient.connect();
    } finally {
      held.release();
    }
  },
  waiters: async () => {
    const clients = await Promise.all([pool.connect(), pool.connect()]);
    const third = pool.query('SELECT 1');
    setTimeout(() => clients.forEach((client) => client.release()), 60);
    return (await third).rows;
  },
});
