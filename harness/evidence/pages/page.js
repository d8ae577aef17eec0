"use strict";
(() => {
  const records = () => document.querySelectorAll("details.record");
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  for (const button of document.querySelectorAll("button[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const record of records()) record.open = button.dataset.open === "all";
    });
  }
  addEventListener("hashchange", openTarget);
  openTarget();
})();
