/** Light or dark: what the system says, unless the visitor has chosen the other. */
import { recall, remember } from "./storage.js";

const systemDark = matchMedia("(prefers-color-scheme: dark)");
systemDark.addEventListener("change", applyTheme);

const systemTheme = () => (systemDark.matches ? "dark" : "light");
const shownTheme = () => recall("theme", null) ?? systemTheme();

export function applyTheme() {
  document.documentElement.dataset.theme = shownTheme();
}

/** To the other one. Coming back to what the system says is following the system again. */
export function flipTheme() {
  const other = shownTheme() === "dark" ? "light" : "dark";
  remember("theme", other === systemTheme() ? null : other);
  applyTheme();
}
