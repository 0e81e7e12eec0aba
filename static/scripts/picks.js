// fieldset[data-picks] data-min data-max: no more can be ticked, or counted, than may be picked, and [data-left] says how many are still free.
function settlePicks(group) {
  const max = Number(group.dataset.max || 0);
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const amounts = [...group.querySelectorAll("input[type=number]")];
  const left = max - boxes.filter((box) => box.checked).length - amounts.reduce((sum, amount) => sum + Number(amount.value), 0);
  if (max) for (const amount of amounts) amount.max = Number(amount.value) + Math.max(0, left);
  if (max) for (const box of boxes) if (!box.checked && !box.hasAttribute("data-gone")) box.disabled = left <= 0;
  const sign = group.querySelector("[data-left]");
  if (sign && max) sign.textContent = (left > 0 ? sign.dataset.words : sign.dataset.full || "").replace("{n}", left);
}

addEventListener("change", (event) => {
  const group = event.target.closest?.("[data-picks]");
  if (group) settlePicks(group);
});
document.querySelectorAll("[data-picks]").forEach(settlePicks);
