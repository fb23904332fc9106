/** Processes and threads that are one service: one admin server speaks for all of them. */
export { Crew, type MemberAnswer } from './crew.ts';
export { Election } from './election.ts';
export { makeFolder, removeDead } from './folder.ts';
export { socketOf } from './members.ts';
export { CREW_VARIABLE, placeOf, type Place, type ProcessFacts } from './place.ts';
