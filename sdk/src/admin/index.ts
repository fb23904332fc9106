export { readiness, type Readiness } from './ready.ts';
export { type AdminSources } from './routes.ts';
export { AdminServer, type AdminOutcome, type AdminSettings } from './server.ts';
export { TargetFile, type Announcement } from './targets.ts';
