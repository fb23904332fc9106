import { startImplicitly } from './shared.ts';

// By `import`, by `require`, or by `node --import`.
startImplicitly();
