// Two soft notes when [data-board] shows a [data-card] that was not there before. button[data-sound] turns them on: browsers want a touch first.
let audio = null;
const seenCards = new Set();

function ring() {
  if (!audio || audio.state !== "running") return;
  [[660, 0], [880, .18]].forEach(([pitch, after]) => {
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    const start = audio.currentTime + after;
    note.type = "sine";
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(.0001, start);
    loudness.gain.exponentialRampToValueAtTime(.3, start + .02);
    loudness.gain.exponentialRampToValueAtTime(.0001, start + .6);
    note.connect(loudness).connect(audio.destination);
    note.start(start);
    note.stop(start + .65);
  });
}

function wake() {
  audio ||= new AudioContext();
  return audio.resume();
}

function lookForNew() {
  let isNew = false;
  document.querySelectorAll("[data-board] [data-card]").forEach(({ dataset }) => {
    if (!seenCards.has(dataset.card)) isNew = true;
    seenCards.add(dataset.card);
  });
  return isNew;
}

function showSound() {
  document.querySelectorAll("[data-sound]").forEach((button) => button.setAttribute("aria-pressed", String(localStorage.sound === "on")));
}

addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-sound]")) return;
  localStorage.sound = localStorage.sound === "on" ? "off" : "on";
  showSound();
  if (localStorage.sound === "on") wake().then(ring);
});
if (document.querySelector("[data-sound]")) {
  addEventListener("pointerdown", () => { if (localStorage.sound === "on") wake(); }, { once: true });
  addEventListener("replaced", () => { if (lookForNew() && localStorage.sound === "on") ring(); });
  lookForNew();
  showSound();
}
