// data-open="id" opens that dialog; a[data-sheet] shows its page in the layout's sheet; data-close closes; so does a click outside.
import { ask } from "./fragment.js";

function openSheet(link) {
  const sheet = document.getElementById("sheet");
  if (!sheet) return location.assign(link.href);
  ask(link.href, { ids: ["sheet-content"] })
    .then((got) => { got.apply(); if (!sheet.open) sheet.showModal(); })
    .catch(() => location.assign(link.href));
}

addEventListener("click", (event) => {
  const at = event.target;
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const opener = at.closest?.("[data-open], a[data-sheet]");
  if (opener) {
    event.preventDefault();
    if (opener.hasAttribute("data-sheet")) openSheet(opener);
    else document.getElementById(opener.dataset.open)?.showModal();
  } else if (at.closest?.("dialog [data-close]")) {
    event.preventDefault();
    at.closest("dialog").close();
  } else if (at.matches?.("dialog") && at.open) {
    at.close();
  }
});
