export { runLocal } from './delegate.ts';
export { runStatus } from './status.ts';
export { helpText, LOCAL_VERBS } from './verbs.ts';
