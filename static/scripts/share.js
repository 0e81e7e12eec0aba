// button[data-share="address"][hidden] appears where the device can share.
if (navigator.share) document.querySelectorAll("[data-share]").forEach((button) => { button.hidden = false; });

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-share]");
  if (button) navigator.share({ url: new URL(button.dataset.share, location.href).href, title: button.dataset.title || document.title }).catch(() => {});
});
