// input[data-from-hash] is filled with what stands behind the # of the address: a code that was scanned and that no server may log.
const field = document.querySelector("input[data-from-hash]");
if (field && !field.value && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname + location.search);
  field.form.querySelector("button").focus();
}
