/** Figures of figures. */

export const sorted = (values) => [...values].sort((a, b) => a - b);

/** The value below which the share `part` of the sorted values lies. */
export function quantile(values, part) {
  const ordered = sorted(values);
  return ordered[Math.min(ordered.length - 1, Math.floor(part * ordered.length))];
}

export const median = (values) => quantile(values, 0.5);

/** Rows of cells as text, in columns. */
export function table(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
        )
        .join('   '),
    )
    .join('\n');
}
