// What is wrong in a form that came back is brought into view and read first.
function lead(to) {
  const mistakes = to.querySelector("#mistakes, #changes");
  if (mistakes) { mistakes.tabIndex = -1; mistakes.focus(); }
}

addEventListener("replaced", (event) => lead(event.target));
lead(document);
