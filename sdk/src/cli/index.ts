export { runLocal } from './delegate.ts';
export { nodeIsTooOld } from './node-version.ts';
export { runStatus } from './status.ts';
export { helpText, LOCAL_VERBS } from './verbs.ts';
