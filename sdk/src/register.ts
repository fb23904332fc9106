import { startImplicitly } from './shared.ts';

// `import 'sightline/register'`, `node --import sightline/register`, `require('sightline/register')`
startImplicitly();
