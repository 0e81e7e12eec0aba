// Forms with data-live: asked again while one types or chooses, only the newest answer counts. data-live="address" asks there instead of the form's action.
import { ask, named } from "./fragment.js";

const waiting = new WeakMap();

function askLive(form) {
  const before = waiting.get(form);
  before?.stop.abort();
  const stop = new AbortController();
  waiting.set(form, { stop });
  const address = new URL(form.dataset.live || form.action, location.href);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== ""));
  ask(address, { ids: named(form), keep: form.dataset.keep, signal: stop.signal }).then((got) => got.apply()).catch(() => {});
}

// What was typed is asked for good now: no question about it comes after the answer.
addEventListener("submit", ({ target: form }) => {
  clearTimeout(form.liveTimer);
  waiting.get(form)?.stop.abort();
}, true);

addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !form.hasAttribute("data-live")) return;
  clearTimeout(form.liveTimer);
  form.liveTimer = setTimeout(askLive, event.target.matches("[type=radio], [type=checkbox], select") ? 0 : 220, form);
});
