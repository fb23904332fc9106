import {
  type CodeEntry,
  ERROR_CODES,
  RETIRED_CODES,
  WARNING_CODES,
} from '../../sdk/src/config/index.ts';
import { code, NOTICE, table } from './markdown.ts';

const OPENING = `# Errors and warnings

${NOTICE}

This page says what each code of the SDK means and what to do, for whoever found one in a stack
trace or a log line.

Codes are stable: they are never renamed and never get another meaning.`;

const ERRORS = `## Errors

\`init()\` throws \`SightlineConfigError\` for a wrong option in code, before anything has started.
Its \`code\`, \`option\`, \`value\`, \`allowed\` and \`fix\` say what is wrong. Nothing throws after
that.`;

const WARNINGS = `## Warnings

A warning is one log line; the service runs on.`;

function codeTable(entries: Readonly<Record<string, CodeEntry>>): string {
  return table(
    ['Code', 'Meaning', 'Fix'],
    Object.values(entries).map((entry) => [code(entry.code), entry.meaning, entry.fix]),
  );
}

function retired(): string {
  const list = RETIRED_CODES.length === 0 ? 'None yet.' : RETIRED_CODES.map(code).join(', ');
  return `## Retired codes\n\n${list}`;
}

/** The page `docs/errors.md`, from the code tables. */
export function renderErrors(): string {
  const parts = [OPENING, ERRORS, codeTable(ERROR_CODES), WARNINGS, codeTable(WARNING_CODES)];
  return `${[...parts, retired()].join('\n\n')}\n`;
}
