/** A table that prints aligned in a terminal and as Markdown. The first column is text. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences under the table. */
  readonly notes?: readonly string[];
}

function widths(table: Table): number[] {
  return table.columns.map((column, index) =>
    Math.max(column.length, ...table.rows.map((row) => row[index]?.length ?? 0)),
  );
}

function line(cells: readonly string[], columnWidths: readonly number[]): string[] {
  return cells.map((cell, index) =>
    index === 0 ? cell.padEnd(columnWidths[index] ?? 0) : cell.padStart(columnWidths[index] ?? 0),
  );
}

export function toText(table: Table): string {
  const columnWidths = widths(table);
  const rule = columnWidths.map((width) => '-'.repeat(width)).join('  ');
  const rows = table.rows.map((row) => line(row, columnWidths).join('  '));
  const head = line(table.columns, columnWidths).join('  ');
  const notes = (table.notes ?? []).map((note) => `  ${note}`);
  return [`\n${table.title}`, head, rule, ...rows, ...notes].join('\n');
}

export function toMarkdown(table: Table): string {
  const columnWidths = widths(table);
  const row = (cells: readonly string[]) => `| ${line(cells, columnWidths).join(' | ')} |`;
  const rule = columnWidths.map((width, index) =>
    index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const notes = (table.notes ?? []).flatMap((note) => ['', note]);
  const body = [row(table.columns), `| ${rule.join(' | ')} |`, ...table.rows.map(row)];
  return [`### ${table.title}`, '', ...body, ...notes].join('\n');
}
