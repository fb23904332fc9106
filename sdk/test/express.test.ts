import { EXPRESS_ROWS, UNUSUAL_EXPRESS_ROWS } from './support/rows.ts';
import { describeTable } from './support/table.ts';

const ALL_ROWS = [...EXPRESS_ROWS, ...UNUSUAL_EXPRESS_ROWS];

describeTable('Express 5', () => ({ file: 'express5.mjs' }), ALL_ROWS);
describeTable('Express 4', () => ({ file: 'express4.cjs' }), ALL_ROWS);
