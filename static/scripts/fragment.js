// Forms and links with data-fragment="id id": asks without leaving the page and replaces those elements (none named: every one that comes back).
// Anything unforeseen (no network, an answer that is not for this page) goes the ordinary way.
import { replace } from "./replace.js";

const underway = new Map();
const CLICK_HEARD = 30;
const LONGEST_PRESS = 2000;
let pressed = null;
let release = null;
let timer = 0;

// What is under a finger stays until the finger is lifted and its click is heard; else the tap would be lost. Quick taps are one long press.
function settle(after) {
  clearTimeout(timer);
  timer = setTimeout(() => { pressed = null; release(); }, after);
}

addEventListener("pointerdown", () => {
  pressed ??= new Promise((done) => { release = done; });
  settle(LONGEST_PRESS);
}, true);
["pointerup", "pointercancel"].forEach((kind) => addEventListener(kind, () => { if (pressed) settle(CLICK_HEARD); }, true));

export async function ask(address, { ids = [], keep = "", ...options } = {}) {
  const answer = await fetch(address, { ...options, credentials: "same-origin", headers: { "X-Fragment": "1", Accept: "text/html", ...options.headers } });
  const html = await answer.text();
  if (answer.status >= 500) throw new Error(answer.status);
  await pressed;
  return { answer, html, apply: () => applyAnswer(answer, html, { ids, keep, method: options.method }) };
}

function applyAnswer(answer, html, { ids, keep, method }) {
  if (!replace(html, ids)) return goOn(answer, method);
  if (keep) history[keep === "push" ? "pushState" : "replaceState"]({ fragment: true }, "", answer.url);
}

// The answer holds nothing of this page: it is another page, or this one has changed altogether.
function goOn(answer, method) {
  if (answer.redirected || method !== "POST") location.assign(answer.url);
  else if (answer.ok) location.reload();
  else throw new Error(answer.status);
}

function readForm(form, submitter) {
  const data = new FormData(form, submitter);
  const method = (submitter?.getAttribute("formmethod") || form.method || "get").toLowerCase();
  const address = new URL(submitter?.getAttribute("formaction") || form.action, location.href);
  if (method !== "get") return { address, method: "POST", body: data };
  address.search = new URLSearchParams([...data].filter(([, value]) => value !== ""));
  return { address, method: "GET" };
}

export async function send(form, submitter) {
  const asked = readForm(form, submitter);
  if (underway.has(form)) return underway.set(form, asked);
  underway.set(form, null);
  submitter?.setAttribute("aria-busy", "true");
  try {
    await sendUntilSettled(form, asked);
  } catch {
    sendOrdinarily(form, submitter);
  } finally {
    underway.delete(form);
    submitter?.removeAttribute("aria-busy");
  }
}

// While an answer is awaited only the newest wish is remembered; an answer already overtaken is not shown.
async function sendUntilSettled(form, asked) {
  for (let next = asked; next;) {
    underway.set(form, null);
    const { address, ...options } = next;
    const got = await ask(address, { ...options, ids: named(form), keep: form.dataset.keep });
    next = underway.get(form);
    if (!next) got.apply();
  }
}

function sendOrdinarily(form, submitter) {
  if (submitter?.name) {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(chosen);
  }
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  form.submit();
}

export function named(element) {
  return (element.dataset.fragment || "").split(/\s+/).filter(Boolean);
}

addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-fragment]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-auto")) form.requestSubmit();
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-fragment]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.href, { ids: named(link), keep: link.dataset.keep ?? "push" }).then((got) => got.apply()).catch(() => location.assign(link.href));
});

addEventListener("popstate", (event) => {
  if (event.state?.fragment) location.reload();
});
