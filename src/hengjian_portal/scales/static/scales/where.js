// Where one stands, only when asked for by a press: two digits behind the point leave the browser, no more.
"use strict";

(() => {
  if (!("geolocation" in navigator)) return;
  for (const form of document.querySelectorAll("[data-where]")) {
    const button = form.querySelector("[data-share-place]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(({coords}) => {
        form.elements.latitude.value = coords.latitude.toFixed(2);
        form.elements.longitude.value = coords.longitude.toFixed(2);
        form.requestSubmit();
      }, () => { button.disabled = false; }, {maximumAge: 60000, timeout: 10000});
    });
  }
})();
