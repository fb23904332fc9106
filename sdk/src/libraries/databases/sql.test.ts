import { describe, expect, test } from 'vitest';
import type { Dialect } from './sql-scan.ts';
import { sqlFacts } from './sql.ts';

const summaryOf = (statement: string, dialect?: Dialect): string =>
  sqlFacts(statement, dialect).summary;
const textOf = (statement: string, dialect?: Dialect): string => sqlFacts(statement, dialect).text;

describe('operation, table and summary', () => {
  test.each([
    ['SELECT * FROM orders', 'SELECT', 'orders', 'SELECT orders'],
    ['  select 1', 'SELECT', undefined, 'SELECT'],
    ['(SELECT id FROM a) UNION (SELECT id FROM b)', 'SELECT', 'a', 'SELECT a SELECT b'],
    ['INSERT INTO orders (id) VALUES ($1)', 'INSERT', 'orders', 'INSERT orders'],
    ['INSERT IGNORE INTO orders VALUES (1)', 'INSERT', 'orders', 'INSERT orders'],
    ['REPLACE INTO orders VALUES (1)', 'REPLACE', 'orders', 'REPLACE orders'],
    ['UPDATE ONLY orders SET a = 1', 'UPDATE', 'orders', 'UPDATE orders'],
    ['DELETE FROM orders WHERE id = 1', 'DELETE', 'orders', 'DELETE orders'],
    ['MERGE INTO orders USING x ON true', 'MERGE', 'orders', 'MERGE orders'],
    ['TRUNCATE orders', 'TRUNCATE', undefined, 'TRUNCATE orders'],
    [
      'CREATE TABLE IF NOT EXISTS shop.orders (id int)',
      'CREATE',
      'shop.orders',
      'CREATE shop.orders',
    ],
    ['CREATE INDEX fast ON orders (id)', 'CREATE', undefined, 'CREATE INDEX'],
    ['CALL monthly_report(3)', 'CALL', undefined, 'CALL monthly_report'],
    ['BEGIN', 'BEGIN', undefined, 'BEGIN'],
    ["SET search_path TO 'secret'", 'SET', undefined, 'SET'],
    ['EXPLAIN SELECT * FROM orders', 'EXPLAIN', 'orders', 'EXPLAIN SELECT orders'],
    ['SELECT a FROM x JOIN y ON x.id = y.id', 'SELECT', 'x', 'SELECT x y'],
    ['SELECT * FROM (SELECT id FROM orders) o', 'SELECT', 'orders', 'SELECT SELECT orders'],
    ['SELECT EXTRACT(YEAR FROM day) FROM orders', 'SELECT', 'orders', 'SELECT orders'],
    ['SELECT a IS DISTINCT FROM b FROM orders', 'SELECT', 'orders', 'SELECT orders'],
    ['SELECT replace(name, $1, $2) FROM orders', 'SELECT', 'orders', 'SELECT orders'],
    ['', '', undefined, ''],
    ['SELEC nothing', '_OTHER', undefined, '_OTHER'],
    [';;;(((', '', undefined, ''],
  ])('%s', (statement, operation, collection, summary) => {
    expect(sqlFacts(statement)).toMatchObject({ operation, collection, summary });
  });

  test('WITH names what the whole statement does', () => {
    const facts = sqlFacts(
      'WITH old AS (SELECT id FROM orders) DELETE FROM archive USING old WHERE true',
    );
    expect(facts).toMatchObject({ operation: 'DELETE', collection: 'orders' });
    expect(facts.summary).toBe('SELECT orders DELETE archive');
  });

  test('an insert that selects names both tables', () => {
    expect(summaryOf('INSERT INTO shipped SELECT * FROM orders')).toBe(
      'INSERT shipped SELECT orders',
    );
  });

  test('clauses are no operations', () => {
    const upsert = 'INSERT INTO a VALUES ($1) ON CONFLICT (id) DO UPDATE SET b = $2';
    expect(summaryOf(upsert)).toBe('INSERT a');
    const mysql = 'INSERT INTO a VALUES (?) ON DUPLICATE KEY UPDATE b = ?';
    expect(summaryOf(mysql, 'mysql')).toBe('INSERT a');
    expect(summaryOf('SELECT * FROM a FOR UPDATE SKIP LOCKED')).toBe('SELECT a');
    expect(summaryOf('SELECT * FROM a FOR NO KEY UPDATE OF a')).toBe('SELECT a');
    expect(summaryOf('CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE)')).toBe('CREATE a');
  });

  test('names may be quoted and qualified', () => {
    expect(summaryOf('SELECT * FROM "Shop"."Big ""Orders"""')).toBe('SELECT Shop.Big Orders');
    expect(summaryOf('SELECT * FROM `shop`.`orders` o', 'mysql')).toBe('SELECT shop.orders');
    expect(summaryOf('SELECT * FROM "orders" WHERE a = "secret"', 'sqlite')).toBe('SELECT orders');
    expect(summaryOf('SELECT * FROM a.b.c, d')).toBe('SELECT a.b.c');
  });

  test('a summary consists of whole parts', () => {
    const joins = Array.from({ length: 60 }, (_, n) => `JOIN table_number_${n} ON true`).join(' ');
    const summary = summaryOf(`SELECT * FROM orders ${joins}`);
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary).toMatch(/ table_number_\d+$/);
  });
});

describe('text', () => {
  test.each<[statement: string, text: string, dialect?: Dialect]>([
    ["SELECT * FROM a WHERE b = 'secret' AND c = $1", 'SELECT * FROM a WHERE b = ? AND c = $1'],
    ["SELECT 'it''s secret', 'x'", 'SELECT ?, ?'],
    ["SELECT '\\', 'secret'", 'SELECT ?, ?'],
    ["SELECT '\\' secret', 1", 'SELECT ?, ?', 'mysql'],
    ["SELECT E'\\' secret', 1", 'SELECT ?, ?'],
    ["SELECT x'ff', N'secret', B'01'", 'SELECT ?, ?, ?'],
    ['SELECT "secret", 1', 'SELECT ?, ?', 'mysql'],
    ['SELECT "name" FROM a', 'SELECT "name" FROM a'],
    ['SELECT a FROM b WHERE c = "secret"', 'SELECT a FROM b WHERE c = ?', 'sqlite'],
    ['SELECT $$secret$$, $tag$sec$$ret$tag$, $1', 'SELECT ?, ?, $1'],
    ['SELECT 1, -2, 3.5e-7, .5, 0xFF, 1_000', 'SELECT ?, -?, ?, ?, ?, ?'],
    ['SELECT t1.c2 FROM t1', 'SELECT t1.c2 FROM t1'],
    ['SELECT a::text, :name, @var, ?', 'SELECT a::text, :name, @var, ?'],
    ['SELECT 1 -- secret\n, 2 /* secret */, 3', 'SELECT ? , ? , ?'],
    ['SELECT 1 /* a /* secret */ secret */, 2', 'SELECT ? , ?'],
    ['SELECT 1 # secret\n, 2', 'SELECT ? , ?', 'mysql'],
    ['SELECT\n\t a\n  FROM  b', 'SELECT a FROM b'],
  ])('%s', (statement, text, dialect) => {
    expect(textOf(statement, dialect)).toBe(text);
  });

  test.each([
    "SELECT 'secret",
    "SELECT E'secret\\",
    'SELECT $$secret',
    'SELECT $a$secret$b$',
    'SELECT /* secret',
    'SELECT /* /* */ secret',
    'SELECT -- secret',
  ])('what is never closed is a literal to the end: %s', (statement) => {
    for (const dialect of ['postgresql', 'sqlite'] as const) {
      if (dialect === 'sqlite' && /\$|E'|\/\* \/\*/.test(statement)) continue;
      expect(textOf(statement, dialect)).not.toContain('secret');
    }
  });

  test('a literal is never cut open by the length that is read', () => {
    const long = `INSERT INTO a VALUES ('${'x'.repeat(3900)}', '${'secret '.repeat(1000)}')`;
    const facts = sqlFacts(long);
    expect(facts).toMatchObject({ summary: 'INSERT a', text: 'INSERT INTO a VALUES (?, ?' });
    const many = `SELECT * FROM a WHERE id IN (${'12345, '.repeat(10_000)} 1)`;
    expect(textOf(many).length).toBeLessThan(2100);
    expect(textOf(many)).not.toMatch(/\d/);
  });

  test('no literal shows in any part, wherever it stands', () => {
    const quotes: [Dialect, string][] = [
      ['postgresql', "'secret'"],
      ['postgresql', '$x$secret$x$'],
      ['postgresql', "E'\\'secret'"],
      ['mysql', '"secret"'],
      ['mysql', "'\\'secret'"],
      ['sqlite', "'secret'"],
    ];
    const places = ['SELECT @', '@', 'SELECT * FROM @', 'WITH a AS (@) SELECT @ FROM b', 'CALL @'];
    for (const [dialect, literal] of quotes) {
      for (const place of places) {
        const facts = sqlFacts(
          place.replaceAll('@', () => literal),
          dialect,
        );
        expect(JSON.stringify(facts)).not.toContain('secret');
      }
    }
  });
});

test.each(["'", '"', '$a$', '$a$b', '/*', '--', '(', 'WITH ', "E'", '\\', '`', '1e', 'FROM '])(
  'hostile texts of %s take no time',
  (part) => {
    const started = performance.now();
    for (const dialect of ['postgresql', 'mysql', 'sqlite'] as const) {
      expect(sqlFacts(part.repeat(200_000), dialect).text.length).toBeLessThan(2100);
    }
    expect(performance.now() - started).toBeLessThan(300);
  },
);
