// A toast leaves after data-seconds, unless someone is pointing at it or has the focus in it; its countdown is drawn by the styles.
function countDown(toast) {
  const seconds = Number(toast.dataset.seconds || 10);
  let left = seconds;
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within") && !toast.dataset.strict) return;
    left -= 1;
    if (left <= 0) { clearInterval(timer); toast.remove(); }
  }, 1000);
}

addEventListener("click", (event) => {
  if (event.target.closest?.(".toast [data-dismiss]")) event.target.closest(".toast").remove();
});
addEventListener("replaced", (event) => event.target.querySelectorAll(".toast").forEach(countDown));
document.querySelectorAll(".toast").forEach(countDown);
