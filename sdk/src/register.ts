import { shared } from './shared.ts';

// `import 'sightline/register'`, `node --import sightline/register`,
// `require('sightline/register')`: starts with what the environment says. Being both preloaded and
// imported is no mistake.
shared().init(undefined, true);
