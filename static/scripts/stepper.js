// Plus and minus: shows the new quantity at once; in a form of buttons the server hears the quantity wanted, never a difference.
function shown(quantity, unit) {
  if (unit !== "kg") return String(quantity);
  if (quantity < 1000) return `${quantity}\u00a0g`;
  return `${(quantity / 1000).toLocaleString(document.documentElement.lang)}\u00a0kg`;
}

// Below the first amount there is only nothing.
function stepped({ now, first = 1, by = 1, max = Infinity }, step) {
  const quantity = Math.min(Number(max), Number(now) + step * by);
  if (quantity >= Number(first)) return quantity;
  return step > 0 ? Number(first) : 0;
}

function stepButtons(stepper, step) {
  const quantity = stepped(stepper.dataset, step);
  stepper.dataset.now = quantity;
  stepper.querySelector("output").textContent = shown(quantity, stepper.dataset.unit);
  return quantity;
}

function settleButtons(stepper) {
  for (const button of stepper.querySelectorAll("button[data-step]")) button.value = stepped(stepper.dataset, Number(button.dataset.step));
}

function stepInput(input, step) {
  const before = input.value;
  if (step > 0) input.stepUp(); else input.stepDown();
  if (input.value !== before) ["input", "change"].forEach((kind) => input.dispatchEvent(new Event(kind, { bubbles: true })));
}

// The click sets the values of both buttons after this one was read by the form that sends it.
addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-stepper] button[data-step]");
  if (!button || button.disabled) return;
  const stepper = button.closest("[data-stepper]");
  const input = stepper.querySelector("input[type=number]");
  if (input) return stepInput(input, Number(button.dataset.step));
  button.value = stepButtons(stepper, Number(button.dataset.step));
  setTimeout(settleButtons, 0, stepper);
});
