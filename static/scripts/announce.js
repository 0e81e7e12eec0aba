// Says a sentence to people who listen to the page: into the layout's #live region.
export function announce(sentence) {
  const live = document.getElementById("live");
  if (!live || !sentence) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = sentence; }, 50);
}
