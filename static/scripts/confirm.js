// A form or button with data-confirm="sentence" asks once in the layout's #confirm dialog before it is sent.
let sure = null;

function askFirst(form, submitter, sentence) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-sentence]").textContent = sentence;
  dialog.querySelector("[data-yes]").textContent = submitter?.textContent.trim() || dialog.querySelector("[data-yes]").textContent;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    sure = form;
    form.requestSubmit(submitter);
  };
}

addEventListener("submit", (event) => {
  const sentence = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (!sentence || !document.getElementById("confirm")) return;
  if (sure === event.target) { sure = null; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  askFirst(event.target, event.submitter, sentence);
}, true);
