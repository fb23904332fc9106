export { watchCrashes } from './crash.ts';
export { watchExit } from './exit.ts';
export { watchSignals } from './signals.ts';
