import {
  defaultText,
  GROUPS,
  OPTIONS,
  PLAIN_VARIABLES,
  type Row,
} from '../../sdk/src/config/index.ts';
import { code, NOTICE, table } from './markdown.ts';

const OPENING = `# Configuration

${NOTICE}

This page lists every option and environment variable of the SDK, for the owner of a service who
wants to change a default.

An option in code (\`init({ ... })\`) beats its environment variable, which beats the default. A
wrong option throws \`SightlineConfigError\` ([codes](errors.md)); a wrong variable is one warning,
and the default is used. An empty variable counts as unset. Lists in variables are separated by
commas. The line that is logged at start says where each setting came from; options marked "no"
under "logged" never appear there or in a message.`;

const OTLP_NOTE = `For \`http/protobuf\` the general endpoint gets \`/v1/traces\`,
\`/v1/metrics\` or \`/v1/logs\` appended; the endpoint of one signal is used as it is. A time-out of
0 means ten minutes, the longest wait there is. The same nine settings exist per signal, and what is
given for a signal beats the general setting:`;

const OTHERS = `## Other variables

These are read as well, but belong to no option.`;

function variables(row: Row<unknown>): string {
  return row.variables.length === 0 ? '(code only)' : row.variables.map(code).join(', ');
}

function optionTable(rows: readonly Row<unknown>[]): string {
  return table(
    ['Option', 'Variable', 'Type', 'Default', 'Allowed', 'Logged', 'Meaning'],
    rows.map((row) => [
      code(row.option),
      variables(row),
      row.kind.type,
      defaultText(row),
      row.kind.allowed,
      row.mayBeLogged ? (row.url === true ? 'yes, without credentials and query' : 'yes') : 'no',
      `${row.description} Example: ${code(row.example)}.`,
    ]),
  );
}

function perSignal(row: Row<unknown>): boolean {
  return /^otlp[A-Z][a-z]+\./.test(row.option);
}

function section(group: string): string {
  const rows = OPTIONS.filter((row) => row.group === group);
  const general = rows.filter((row) => !perSignal(row));
  const own = rows.filter(perSignal);
  const parts = [`## ${group}`, optionTable(general)];
  if (own.length > 0) {
    const lines = own.map((row) => [code(row.option), variables(row)]);
    parts.push(OTLP_NOTE, table(['Option', 'Variable'], lines));
  }
  return parts.join('\n\n');
}

/** The page `docs/configuration.md`, from the option table. */
export function renderConfiguration(): string {
  const others = table(
    ['Variable', 'Meaning'],
    PLAIN_VARIABLES.map(({ name, description }) => [code(name), description]),
  );
  return `${[OPENING, ...GROUPS.map(section), OTHERS, others].join('\n\n')}\n`;
}
