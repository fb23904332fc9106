/** A running stack: what `@sightline/local/stack` gives to code. */
export type { Child } from './child.ts';
export type { Children, ChildStart } from './children.ts';
export { StartError, type StackOptions } from './options.ts';
export { startStack, type Stack } from './stack.ts';
