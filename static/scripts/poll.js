// data-poll="address" data-every="5": keeps a part of the page fresh with ETag; rests while the page is hidden and slows down while the shop does not answer.
import { replace } from "./replace.js";

function follow(element) {
  const every = 1000 * Number(element.dataset.every || 5);
  let etag = element.dataset.etag || "";
  let wait = every;
  let timer = 0;

  async function look() {
    if (document.hidden) return;
    clearTimeout(timer);
    try {
      const answer = await fetch(element.dataset.poll, { cache: "no-store", credentials: "same-origin", headers: { "X-Fragment": "1", ...(etag && { "If-None-Match": etag }) } });
      if (answer.redirected) return location.reload();
      if (answer.status === 200) show(await answer.text());
      else if (answer.status !== 304) throw new Error(answer.status);
      etag = answer.headers.get("ETag") || etag;
      wait = every;
      lost(false);
    } catch {
      wait = Math.min(wait * 2, 60000);
      lost(true);
    }
    timer = setTimeout(look, wait);
  }

  // What someone is typing is never taken away from under their fingers.
  function show(html) {
    if (!document.activeElement?.matches("[data-poll] :is(input:not([type=checkbox], [type=radio]), textarea, select)")) replace(html);
  }

  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, every);
}

function lost(isLost) {
  document.querySelectorAll("[data-poll-lost]").forEach((sign) => { sign.hidden = !isLost; });
}

document.querySelectorAll("[data-poll]").forEach(follow);
