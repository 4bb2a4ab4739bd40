import type { Sales } from './sales.ts';

const width = 720;
const height = 300;
const left = 64;
const bottom = 36;
const top = 16;

const euros = (cents: number): string => `${Math.round(cents / 100).toLocaleString('en')} €`;

/** A step of 1, 2 or 5 with zeros, of which at most five reach up to the greatest value. */
function gridStep(greatest: number): number {
  const power = 10 ** Math.floor(Math.log10(greatest / 5));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => greatest / step <= 5)!;
}

// #region chart
/** The months as bars. Only numbers and months of the database's own making are written into it. */
export function monthsChart(months: Sales['months']): string {
  const greatest = Math.max(100, ...months.map(({ cents }) => cents));
  const y = (cents: number): number =>
    height - bottom - (cents / greatest) * (height - bottom - top);
  const slot = (width - left) / Math.max(1, months.length);
  const step = gridStep(greatest);

  const grid = Array.from({ length: Math.floor(greatest / step) + 1 }, (_, line) => {
    const at = y(line * step).toFixed(1);
    return `<path d="M${left} ${at}H${width}"/><text x="${left - 8}" y="${at}" dy="4" text-anchor="end">${euros(line * step)}</text>`;
  });
  const bars = months.map(({ month, orders, cents }, index) => {
    const x = left + index * slot;
    const size = `x="${(x + slot * 0.15).toFixed(1)}" y="${y(cents).toFixed(1)}" width="${(slot * 0.7).toFixed(1)}" height="${(height - bottom - y(cents)).toFixed(1)}"`;
    return `<rect ${size}><title>${month}: ${euros(cents)} in ${orders} orders</title></rect><text x="${(x + slot / 2).toFixed(1)}" y="${height - 12}" text-anchor="middle">${month.slice(2)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>Sales by month</title>
<style>
  text { font: 12px system-ui, sans-serif; fill: #444 }
  path { stroke: #8886 }
  rect { fill: #2a78c2 }
  @media (prefers-color-scheme: dark) { text { fill: #ccc } rect { fill: #6cb0ee } }
</style>
${[...grid, ...bars].join('\n')}
</svg>
`;
}
// #endregion
