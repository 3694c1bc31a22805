// Keys for reading, and the reader's time zone. Without this file every page reads and acts the same.
"use strict";

(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && document.documentElement.dataset.zone !== zone) {
    document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
    const year = new Date().getFullYear();
    for (const time of document.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      const form = {
        weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
        ...(at.getFullYear() !== year && { year: "numeric" }),
      };
      time.textContent = at.toLocaleString("en-GB", form).replace(/^([^ ,]+),/, "$1");
    }
    document.getElementById("zone").textContent = zone.replaceAll("_", " ");
  }

  document.querySelector(".hint").hidden = false;

  const items = () => [...document.querySelectorAll("#main .item")];
  const current = () => items().findIndex((item) => item.classList.contains("current"));

  function select(step) {
    const all = items();
    if (!all.length) return;
    const next = Math.min(all.length - 1, Math.max(0, current() + step));
    all.forEach((item) => item.classList.remove("current"));
    all[next].classList.add("current");
    const focus = all[next].querySelector("a.open, summary, a, button");
    if (focus) focus.focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "center" });
  }

  function press(selector) {
    const here = items()[current()];
    const target = (here && here.querySelector(selector)) || (!here && document.querySelector(`#main ${selector}`));
    if (target) target.click();
  }

  const keys = {
    j: () => select(1),
    k: () => select(current() < 0 ? 1 : -1),
    o: () => press("a.open"),
    f: () => press("button.follow"),
    "/": () => {
      const field = document.querySelector("input[type=search]");
      if (field) field.focus(); else location.assign("/search");
    },
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
})();
