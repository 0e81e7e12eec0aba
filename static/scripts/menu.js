// details.menu closes with Escape and with a click elsewhere; the chip one stands on is brought into view.
addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.querySelectorAll(".chips-scroll [aria-current], .days [aria-current], .days :checked").forEach((here) => {
  const row = here.closest(".chips-scroll, .days");
  const at = here.closest("label") || here;
  row.scrollLeft = at.offsetLeft - row.offsetLeft - (row.clientWidth - at.clientWidth) / 2;
});
