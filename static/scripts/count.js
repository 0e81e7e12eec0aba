// data-count="id": writes into that element how many characters are left (data-words="{n} left"); data-preview="id" shows the words as they will be written.
function count(field) {
  const left = field.maxLength - field.value.length;
  const place = document.getElementById(field.dataset.count);
  if (place) {
    place.textContent = (place.dataset.words || "{n}").replace("{n}", left);
    place.classList.toggle("count-over", left <= 0);
  }
  const preview = document.getElementById(field.dataset.preview);
  if (preview) preview.textContent = field.value || preview.dataset.empty || "";
}

addEventListener("input", (event) => {
  if (event.target.matches("[data-count]")) count(event.target);
});
document.querySelectorAll("[data-count]").forEach(count);
