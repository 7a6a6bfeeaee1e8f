// the columns of a symbol's chart, put together again from their steps
const decoded = (part, price) => {
  const scale = 10 ** (price.decimals + 1);
  let before = 0;
  const candles = { times: running(part.t), open: [], high: [], low: [], close: [] };
  part.open.forEach((step, i) => {
    const open = before + step;
    before = open + part.close[i];
    candles.open.push(open / scale);
    candles.high.push((open + part.high[i]) / scale);
    candles.low.push((open + part.low[i]) / scale);
    candles.close.push(before / scale);
  });
  candles.lines = part.lines.map((line) => line.places === null ? line.values : stepped(line.values, 10 ** line.places));
  return candles;
};
const position = (times, time) => {
  let [low, high] = [0, times.length];
  while (low < high) { const middle = (low + high) >> 1; if (times[middle] <= time) low = middle + 1; else high = middle; }
  return Math.max(0, low - 1);
};
const taken = (candles, from, to) => {
  const cut = (column) => column.slice(from, to);
  return {
    times: cut(candles.times), open: cut(candles.open), high: cut(candles.high), low: cut(candles.low),
    close: cut(candles.close), lines: candles.lines.map(cut),
  };
};
const joined = (parts) => {
  const all = (name) => parts.flatMap((part) => part[name]);
  return {
    times: all("times"), open: all("open"), high: all("high"), low: all("low"), close: all("close"),
    lines: parts[0].lines.map((_, k) => parts.flatMap((part) => part.lines[k])),
  };
};
// the run of neighbouring bars that holds a fill, as [from, to); null where its bar was not kept
const stretch = (price, time) => {
  const { times } = price.single;
  const i = position(times, time);
  if (Math.abs(times[i] - time) > 1e-3) return null;
  const next = price.near.gaps.findIndex((gap) => gap >= i);
  const from = next === 0 ? 0 : (next < 0 ? price.near.gaps.at(-1) ?? -1 : price.near.gaps[next - 1]) + 1;
  return [from, next < 0 ? times.length : price.near.gaps[next] + 1];
};
// every bar near a trade's fills, with the coarse candles between where it lasted long; null: not kept
const closeUp = (price, entry, exit) => {
  if (!price.near) return null;
  price.single ||= decoded(price.near, price);
  const first = stretch(price, entry);
  const last = exit === null ? first : stretch(price, exit);
  if (!first || !last) return null;
  const start = taken(price.single, ...first);
  if (first[0] === last[0]) return { ...start, apart: false };
  const end = taken(price.single, ...last);
  const from = position(price.coarse.times, start.times.at(-1)) + 1;
  const to = position(price.coarse.times, end.times[0]);
  return { ...joined([start, taken(price.coarse, from, Math.max(from, to)), end]), apart: true };
};
