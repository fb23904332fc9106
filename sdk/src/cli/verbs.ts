/** Verbs that the local stack brings; they run when it is installed. */
export const LOCAL_VERBS: Readonly<Record<string, string>> = {
  up: 'start the local stack, and your services beside it',
  query: 'evaluate PromQL',
  logs: 'show log lines, or follow them',
  traces: 'list traces, or show one',
  export: 'write a time slice of everything to one file',
  import: 'bring such a file into a running stack',
  promqltest: 'run scripts in the format of promqltest',
};

const OWN_VERBS: Readonly<Record<string, string>> = {
  status: 'what a running service says of its logs, spans and settings',
  replay: 'offer log lines again that Elasticsearch refused',
};

export function helpText(): string {
  const lines = (verbs: Readonly<Record<string, string>>): string =>
    Object.entries(verbs)
      .map(([verb, what]) => `  ${verb.padEnd(12)}${what}\n`)
      .join('');
  return `Usage: sightline VERB [arguments]

${lines(OWN_VERBS)}
With @sightline/local installed:
${lines(LOCAL_VERBS)}
\`sightline VERB --help\` tells more about one of them.
`;
}
