// the system's colours, or those that the button asks for
const element = (id) => document.getElementById(id);
const root = document.documentElement;
const painters = [];
const painted = (paint) => { painters.push(paint); paint(); };
const repaint = () => painters.forEach((paint) => paint());
const color = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const fade = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
const themed = () => {
  element("theme").textContent = isDark() ? "Light colours" : "Dark colours";
  repaint();
};
element("theme").hidden = false;
element("theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  themed();
});
system.addEventListener("change", themed);
themed();
