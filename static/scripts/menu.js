// details.menu closes with Escape and with a click elsewhere; the chip and the room of the office one stands in are brought into view.
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
const room = document.querySelector(".office-nav [aria-current]");
const rooms = room?.closest(".office-nav");
if (rooms && room.offsetTop + room.offsetHeight > rooms.clientHeight) rooms.scrollTop = room.offsetTop - rooms.clientHeight / 2;
