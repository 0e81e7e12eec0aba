// button[data-copy="words"], or [data-copy-from="id of a field"], puts the words on the clipboard and says so (data-done).
import { announce } from "./announce.js";

addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom).value : button.dataset.copy);
  const label = button.querySelector("[data-label]") || button;
  const before = label.textContent;
  label.textContent = button.dataset.done || before;
  announce(button.dataset.done);
  setTimeout(() => { label.textContent = before; }, 2500);
});
