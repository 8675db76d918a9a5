// Draws what steady.mjs measured: the slowest hundredth of acknowledgements and of answers by rate, one line for each app, as one SVG.
const colours = ['#0f766e', '#b45309', '#6d28d9', '#be123c', '#1d4ed8'],
  [width, height, left, top] = [420, 260, 56, 44];
const escape = text => String(text).replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

/** One chart: rates in even steps, milliseconds by their logarithm. */
function chart(report, key, title, x) {
  const rates = [...new Set(report.map(r => r.rate))].sort((a, b) => a - b),
    names = [...new Set(report.map(r => r.name))],
    values = report.map(r => r[key].p99).filter(v => v > 0),
    [low, high] = [Math.floor(Math.log10(Math.min(1, ...values))), Math.ceil(Math.log10(Math.max(10, ...values)))],
    at = i => left + (rates.length > 1 ? (i * (width - left - 24)) / (rates.length - 1) : 0),
    up = v => top + (1 - (Math.log10(Math.max(v, 10 ** low)) - low) / (high - low)) * (height - top - 40);
  const lines = [`<g transform="translate(${x} 0)"><text x="${left}" y="20" font-weight="600">${escape(title)}</text>`];
  for (let power = low; power <= high; power++)
    lines.push(
      `<line x1="${left}" x2="${width - 16}" y1="${up(10 ** power)}" y2="${up(10 ** power)}" stroke="#8884"/>`,
      `<text x="${left - 6}" y="${up(10 ** power) + 4}" text-anchor="end">${10 ** power} ms</text>`,
    );
  rates.forEach((rate, i) => lines.push(`<text x="${at(i)}" y="${height - 18}" text-anchor="middle">${rate}/s</text>`));
  names.forEach((name, n) => {
    const points = rates.map((rate, i) => [i, report.find(r => r.rate === rate && r.name === name)?.[key].p99]).filter(([, v]) => v > 0);
    lines.push(
      `<polyline fill="none" stroke="${colours[n % colours.length]}" stroke-width="2" points="${points.map(([i, v]) => `${at(i)},${up(v)}`).join(' ')}"/>`,
      ...points.map(([i, v]) => `<circle cx="${at(i)}" cy="${up(v)}" r="3" fill="${colours[n % colours.length]}"><title>${escape(name)}: ${v.toFixed(1)} ms</title></circle>`),
      `<text x="${left + n * 110}" y="36" fill="${colours[n % colours.length]}">${escape(name)}</text>`,
    );
  });
  return `${lines.join('\n')}</g>`;
}

/** @param report rows of steady.mjs: rate, name, ack and post with p99 in ms. */
export const drawSteady = report =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * 2} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="currentColor" role="img" aria-label="Slowest hundredth by offered rate">
${chart(report, 'ack', 'To the acknowledgement, p99', 0)}
${chart(report, 'post', 'To the answer at the platform, p99', width)}
</svg>
`;
