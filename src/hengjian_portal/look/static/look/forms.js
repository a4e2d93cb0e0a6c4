// Nothing typed is lost: forms with data-draft are kept in this tab as one types and come back after a
// reload or a dropped connection. Passwords, files and hidden fields are never kept.
"use strict";

(() => {
  const key = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
  const kept = (field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type) && !field.disabled;
  const fields = (form) => [...form.elements].filter(kept);
  const changed = new Set();

  // One line per field in the order of the form, so that groups of boxes need no names of their own.
  const state = (form) => fields(form).map((field) => {
    if (["checkbox", "radio"].includes(field.type)) return [field.name, field.checked];
    if (field.type === "select-multiple") return [field.name, [...field.selectedOptions].map((option) => option.value)];
    return [field.name, field.value];
  });

  function put(form, saved) {
    const now = fields(form);
    if (now.length !== saved.length || now.some((field, i) => field.name !== saved[i][0])) return false;
    now.forEach((field, i) => {
      const value = saved[i][1];
      if (["checkbox", "radio"].includes(field.type)) field.checked = value;
      else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
      else field.value = value;
    });
    return true;
  }

  // A full or forbidden store must not stop anybody from typing.
  const store = {
    get: (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } },
    set: (name, value) => { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* not kept */ } },
    drop: (name) => { try { sessionStorage.removeItem(name); } catch { /* not kept */ } },
  };

  function restore(form) {
    const blank = state(form);
    const saved = store.get(key(form));
    // A page that comes back with errors already holds what was typed.
    if (!saved || form.querySelector("[data-wrong]") || JSON.stringify(saved) === JSON.stringify(blank)) return;
    if (!put(form, saved)) return;
    changed.add(form);
    const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-draft-drop]").addEventListener("click", () => {
      store.drop(key(form));
      changed.delete(form);
      put(form, blank);
      note.remove();
      fields(form)[0]?.focus();
    });
    form.prepend(note);
  }

  function begin(root) {
    const found = [...(root.querySelectorAll?.("form[data-draft]") ?? [])];
    if (root.matches?.("form[data-draft]")) found.push(root);
    for (const form of found) {
      if (form.dataset.draftBegun) continue;
      form.dataset.draftBegun = "yes";
      restore(form);
      form.addEventListener("input", () => { changed.add(form); store.set(key(form), state(form)); });
      form.addEventListener("submit", () => { changed.delete(form); });
    }
  }

  // A page shown after sending says so with data-draft-sent="name"; only then is the draft let go.
  function letGo(root) {
    root.querySelectorAll?.("[data-draft-sent]").forEach((mark) => {
      const end = `:${mark.dataset.draftSent}`;
      for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft:") && name.endsWith(end)) store.drop(name);
    });
  }

  window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
  const arrive = (root) => { letGo(root); begin(root); };
  arrive(document);
  document.addEventListener("htmx:load", (event) => arrive(event.target));
  document.querySelector("[data-wrong]")?.focus();
})();
