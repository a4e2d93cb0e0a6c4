// The page that checks a receipt: what was chosen or pasted goes to the check and nowhere else.
"use strict";

(() => {
  const form = document.getElementById("check-form");
  const $ = (id) => document.getElementById(id);
  const words = Object.fromEntries(
    [...document.querySelectorAll("#check-words [data-word]")].map((one) => [one.dataset.word, one.textContent]));
  const encode = (text) => new TextEncoder().encode(text);

  const bytesOf = async (file, text) => {
    if (file.files.length) return new Uint8Array(await file.files[0].arrayBuffer());
    // What is copied off a screen loses the line feed at its end; every file of ours has one.
    return encode(text.value && !text.value.endsWith("\n") ? `${text.value}\n` : text.value);
  };

  const put = (list, label, value) => {
    const [row, name, said] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    name.textContent = words[label] ?? label;
    said.textContent = typeof value === "string" ? value : JSON.stringify(value);
    said.className = "break";
    row.append(name, said);
    list.append(row);
  };

  const tell = (shown) => {
    const list = $("check-says");
    list.replaceChildren();
    if (shown.said) put(list, "at", shown.said.at);
    if (shown.opening) {
      for (const name of ["kind", "object", "actor"]) put(list, name, shown.opening[name]);
      for (const [name, value] of Object.entries(shown.opening.details)) {
        if (name !== "_sd") put(list, name, value);
      }
      for (const {name, value} of shown.disclosed) put(list, name, value);
      const hidden = (shown.opening.details._sd?.length ?? 0) - shown.disclosed.length;
      if (hidden) put(list, "hidden", String(hidden));
    } else if (shown.isReceipt) {
      put(list, "content", words.closed);
    }
    put(list, "index", `${shown.index} / ${shown.size}`);
    put(list, "log", shown.log);
    for (const one of shown.witnesses) {
      put(list, "witness_time", `${one.name} ${new Date(Number(one.time) * 1000).toISOString()}`);
    }
  };

  const show = (answer) => {
    for (const step of document.querySelectorAll("#check-steps [data-step]")) {
      const at = answer.taken.indexOf(step.dataset.step);
      const last = at === answer.taken.length - 1 && !answer.holds;
      step.hidden = at < 0;
      step.querySelector("b").textContent = last ? words.step_broken : words.step_holds;
      step.className = last ? "tone-danger" : "tone-sound";
    }
    $("check-holds").hidden = !answer.holds;
    $("check-breaks").hidden = answer.holds;
    $("check-said").hidden = !answer.holds;
    if (answer.holds) tell(answer.shown);
    else $("check-why").textContent = [words[`no_${answer.broken.code}`], answer.broken.place].filter(Boolean).join(" — ");
    $("check-result").hidden = false;
    $("check-result").focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const entry = await bytesOf($("check-entry"), {value: ""});
    const asked = {
      key: $("check-key").value,
      witnesses: $("check-witnesses").value.split("\n").map((one) => one.trim()).filter(Boolean),
      entry: entry.length ? entry : null,
    };
    show(await HengjianCheck.check(await bytesOf($("check-file"), $("check-text")), asked));
  });
  // A file takes the place of what was pasted, and the other way round.
  $("check-file").addEventListener("change", () => { $("check-text").value = ""; });
  $("check-text").addEventListener("input", () => { $("check-file").value = ""; });
  // Where a browser is too old for the scripts before this one, the page goes on naming the other way.
  const able = Boolean(HengjianCheck.check);
  form.hidden = !able;
  $("check-none").hidden = able;
})();
