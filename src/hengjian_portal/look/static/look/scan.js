// Scan beside a field: the camera in a dialog, or a photo; what is read is typed into the field.
// The button is shown only where this file runs, so nothing is promised that cannot be kept.
"use strict";

(() => {
  const {detector: detectorUrl, wasm: wasmUrl} = document.currentScript.dataset;
  const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code", "data_matrix"];
  const EVERY_MS = 150;
  let loading;

  const load = (url) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => failed(new Error(url));
    document.head.append(script);
  });

  // The browser's own reader where it knows product barcodes, else ours, fetched on first use.
  const reader = () => loading ??= (async () => {
    const known = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
    if (!known.includes("ean_13") || !known.includes("qr_code")) {
      delete window.BarcodeDetector;
      await load(detectorUrl);
      await BarcodeDetectionAPI.prepareZXingModule({
        overrides: {locateFile: (path, prefix) => path.endsWith(".wasm") ? wasmUrl : prefix + path},
        fireImmediately: true,
      });
    }
    return new BarcodeDetector({formats: FORMATS});
  })().catch((error) => { loading = undefined; throw error; });

  const read = async (picture) => (await (await reader()).detect(picture))[0]?.rawValue;

  function fill(field, text) {
    // A field of several lines takes one after another.
    field.value = field.tagName === "TEXTAREA" ? [field.value.trimEnd(), text.trim()].filter(Boolean).join("\n") + "\n" : text.trim();
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.dispatchEvent(new Event("change", {bubbles: true}));
    if ("scanGo" in field.dataset && field.form) field.form.requestSubmit();
    else field.focus();
  }

  function open(field) {
    const dialog = document.getElementById("scan-dialog").content.firstElementChild.cloneNode(true);
    const video = dialog.querySelector("video");
    let stream;
    const say = (what) => dialog.querySelectorAll("[data-say]").forEach((line) => { line.hidden = line.dataset.say !== what; });
    const found = (text) => { dialog.close(); fill(field, text); };

    async function look() {
      try {
        stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: "environment", width: {ideal: 1280}}});
      } catch {
        return say("nocamera");
      }
      if (!dialog.open) return stop();
      video.srcObject = stream;
      await video.play();
      try {
        await reader();
        say("looking");
        while (dialog.open) {
          const text = video.readyState >= 2 ? await read(video) : "";
          if (text && dialog.open) return found(text);
          await new Promise((next) => setTimeout(next, EVERY_MS));
        }
      } catch {
        if (dialog.open) say("broken");
      }
    }

    const stop = () => stream?.getTracks().forEach((track) => track.stop());

    dialog.querySelector("input[type=file]").addEventListener("change", async (event) => {
      const [photo] = event.target.files;
      if (!photo) return;
      stop();
      say("reading");
      try {
        await reader();
      } catch {
        return say("broken");
      }
      const text = await createImageBitmap(photo).then(read).catch(() => "");
      if (text) found(text); else say("unread");
      event.target.value = "";
    });
    dialog.addEventListener("close", () => { stop(); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
    if (navigator.mediaDevices?.getUserMedia) look(); else say("nocamera");
  }

  const show = (root) => root.querySelectorAll?.("[data-scan-for][hidden]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-scan-for]");
    const field = button && document.getElementById(button.dataset.scanFor);
    if (field) open(field);
  });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
})();
