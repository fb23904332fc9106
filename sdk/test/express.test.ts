import { EXPRESS_ROWS } from './support/rows.ts';
import { describeTable } from './support/table.ts';

describeTable('Express 5', () => ({ file: 'express5.mjs' }), EXPRESS_ROWS);
describeTable('Express 4', () => ({ file: 'express4.cjs' }), EXPRESS_ROWS);
