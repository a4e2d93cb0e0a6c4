// Where one stands, only when asked for by a press: two digits behind the point leave the browser, no more.
"use strict";

(() => {
  if (!("geolocation" in navigator)) return;

  const show = () => {
    for (const button of document.querySelectorAll("[data-share-place]")) button.hidden = false;
  };
  show();
  document.addEventListener("htmx:afterSettle", show);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share-place]");
    if (!button) return;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(({coords}) => {
      button.form.elements.latitude.value = coords.latitude.toFixed(2);
      button.form.elements.longitude.value = coords.longitude.toFixed(2);
      button.form.requestSubmit();
    }, () => { button.disabled = false; }, {maximumAge: 60000, timeout: 10000});
  });
})();
