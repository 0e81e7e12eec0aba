// id + data-poll="address" data-every="5": keeps a part of the page fresh with ETag; rests while the page is hidden, slows down while the shop
// does not answer (then [data-poll-lost] shows), ends when the answer no longer asks for it.
import { replace } from "./replace.js";

const followed = new Set();

function follow({ id }) {
  if (followed.has(id)) return;
  followed.add(id);
  let address = "";
  let etag = "";
  let failures = 0;
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    const here = document.getElementById(id);
    if (!here?.dataset.poll) return followed.delete(id);
    if (document.hidden) return;
    if (address !== here.dataset.poll) [address, etag] = [here.dataset.poll, ""];
    try {
      const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", headers: { "X-Fragment": "1", ...(etag && { "If-None-Match": etag }) } });
      if (answer.redirected) return location.reload();
      if (answer.status === 200) { if (show(await answer.text())) etag = answer.headers.get("ETag") || ""; }
      else if (answer.status !== 304) throw new Error(answer.status);
      failures = 0;
    } catch {
      failures += 1;
    }
    document.querySelectorAll("[data-poll-lost]").forEach((sign) => { sign.hidden = !failures; });
    rest();
  }

  function rest() {
    const every = 1000 * Number(document.getElementById(id)?.dataset.every || 5);
    timer = setTimeout(look, Math.min(every * 2 ** failures, 60000));
  }

  // What someone is typing is never taken away from under their fingers.
  function show(html) {
    const typing = document.activeElement?.matches("[data-poll] :is(input:not([type=checkbox], [type=radio]), textarea, select)");
    if (!typing) replace(html);
    return !typing;
  }

  document.addEventListener("visibilitychange", look);
  rest();
}

addEventListener("replaced", () => document.querySelectorAll("[data-poll][id]").forEach(follow));
document.querySelectorAll("[data-poll][id]").forEach(follow);
