import 'sightline/register';
import { DatabaseSync } from 'node:sqlite';
import serve from './serve.cjs';

const database = new DatabaseSync(':memory:');

serve({
  read: () => database.prepare('SELECT 1 AS one').get(),
});
