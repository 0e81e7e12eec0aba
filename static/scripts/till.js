// The till by keyboard and by finger: shortcuts click what the page shows, the pad types into its field. No price is worked out here.
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select";

function reach(key) {
  if (key === "/") return document.getElementById("search");
  const stepper = [...document.querySelectorAll("#receipt [data-stepper]")].pop();
  if (key === "+" || key === "-") return stepper?.querySelector(`[data-step="${key === "+" ? 1 : -1}"]`);
  return document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const isIdle = event.target.id === "search" && (event.key === "+" || (event.key === "-" && !event.target.value));
  if (event.key.length === 1 && event.target.matches?.(TYPING) && !isIdle) return;
  const found = ["/", "+", "-", "Escape"].includes(event.key) || /^F\d+$/.test(event.key) ? reach(event.key) : null;
  if (!found || found.disabled) return;
  event.preventDefault();
  if (event.key === "/") found.select(); else found.click();
});

addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-pad]");
  if (!key) return;
  const field = key.closest("form").querySelector("[data-pad-field]");
  field.value = key.dataset.pad === "back" ? field.value.slice(0, -1) : (field.value + key.dataset.pad).slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// What was typed or scanned stays to be read, and the next scan writes over it.
addEventListener("submit", (event) => {
  if (event.target.matches("[data-next-scan]")) setTimeout(() => document.getElementById("search")?.select());
});
