/** A fenced block of a Markdown file. */
export interface Snippet {
  readonly language: 'js' | 'ts';
  readonly code: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  /** Why it is not run, from `no-run="..."` after the language. */
  readonly noRun: string | undefined;
}

const OPEN = /^(?<fence>`{3,}|~{3,})(?<language>\w+)?(?:\s+(?<info>.*))?$/;
const LANGUAGES: Readonly<Record<string, Snippet['language']>> = {
  js: 'js',
  javascript: 'js',
  mjs: 'js',
  cjs: 'js',
  ts: 'ts',
  typescript: 'ts',
};

/** The blocks tagged `js` or `ts`, in order; blocks of other languages are passed over whole. */
export function snippetsOf(markdown: string): Snippet[] {
  const lines = markdown.split(/\r?\n/);
  const snippets: Snippet[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const groups = OPEN.exec(lines[at] ?? '')?.groups;
    const fence = groups?.['fence'];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trimEnd() === fence);
    if (end === -1) throw new Error(`line ${at + 1}: the block has no end`);
    const language = LANGUAGES[groups?.['language'] ?? ''];
    const noRun = /\bno-run="([^"]+)"/.exec(groups?.['info'] ?? '')?.[1];
    const code = lines.slice(at + 1, end).join('\n');
    if (language !== undefined) snippets.push({ language, code, line: at + 1, noRun });
    at = end;
  }
  return snippets;
}

/** The file name under which Node runs the code as what it is. */
export function fileNameOf({ language, code }: Pick<Snippet, 'language' | 'code'>): string {
  const commonJs = /\brequire\(/.test(code) && !/^\s*(?:import|export)\b/m.test(code);
  return `snippet.${commonJs ? 'c' : 'm'}${language}`;
}
