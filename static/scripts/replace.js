// Puts the elements of an answer in the place of those with the same id, and the focus back where it was.
import { announce } from "./announce.js";

export function replace(html, ids = []) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const wanted = ids.length ? ids.map((id) => answer.getElementById(id)) : [...answer.body.children];
  let done = 0;
  for (const fresh of wanted) {
    const old = fresh && fresh.id && document.getElementById(fresh.id);
    if (!old) continue;
    done += 1;
    if (old.outerHTML !== fresh.outerHTML) swap(old, document.adoptNode(fresh));
  }
  answer.querySelectorAll("[data-announce]").forEach((said) => announce(said.dataset.announce || said.textContent.trim()));
  return done;
}

function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const [key, id] = focused ? [focused.dataset.key, focused.id] : [];
  const scrolled = [old.scrollLeft, old.scrollTop];
  old.replaceWith(fresh);
  [fresh.scrollLeft, fresh.scrollTop] = scrolled;
  if (focused) focusAgain(fresh, key, id);
  fresh.dispatchEvent(new CustomEvent("replaced", { bubbles: true, detail: { old } }));
}

function focusAgain(fresh, key, id) {
  const next = (key && fresh.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`))
    || (id && document.getElementById(id))
    || fresh.querySelector("[data-focus]")
    || fresh.querySelector("button:not(:disabled), a[href], input:not([type=hidden])");
  if (next) next.focus({ preventScroll: true });
}
