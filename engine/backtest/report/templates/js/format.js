// numbers and times as the page writes them
const data = JSON.parse(element("report-data").textContent);
const running = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
const stepped = (steps, scale) => {
  let sum = 0;
  return steps.map((step) => step === null ? null : (sum += step) / scale);
};
const moment = (time) => {
  const text = new Date(time * 1000).toISOString();
  return data.intraday ? text.slice(0, text.slice(17, 19) === "00" ? 16 : 19).replace("T", " ") : text.slice(0, 10);
};
const figure = (value, decimals) => value === null || value === undefined ? "–"
  : value.toLocaleString("en-US", { minimumFractionDigits: Math.min(decimals, 2), maximumFractionDigits: decimals });
const signed = (value, decimals) => (value > 0 ? "+" : "") + figure(value, decimals);
