"use strict";
(() => {
  const tip = document.getElementById("tip");
  const form = document.getElementById("filter");

  const hide = () => { tip.hidden = true; };
  const show = (fact) => {
    tip.textContent = fact.dataset.tip;
    tip.hidden = false;
    const box = fact.getClientRects()[0] || fact.getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const above = box.top > tip.offsetHeight + 8;
    tip.style.left = `${window.scrollX + Math.max(8, Math.min(box.left, room))}px`;
    tip.style.top = `${window.scrollY + (above ? box.top - tip.offsetHeight - 4 : box.bottom + 4)}px`;
  };
  const factOf = (event) => event.target.closest && event.target.closest("mark[data-tip]");
  for (const name of ["mouseover", "focusin", "click"]) {
    document.addEventListener(name, (event) => {
      const fact = factOf(event);
      if (fact) show(fact); else hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  if (!form) return;

  const kind = document.getElementById("kind");
  const words = document.getElementById("words");
  const samples = [...document.querySelectorAll(".sample")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    facts: [...element.querySelectorAll("mark[data-kind]")],
  }));
  const filter = () => {
    const wanted = kind.value;
    const sought = words.value.trim().toLowerCase();
    let shown = 0;
    for (const sample of samples) {
      let has = !wanted;
      for (const fact of sample.facts) {
        const is = !wanted || fact.dataset.kind === wanted;
        fact.classList.toggle("faded", !is);
        fact.tabIndex = is ? 0 : -1;
        has = has || is;
      }
      sample.element.hidden = !(has && sample.text.includes(sought));
      if (!sample.element.hidden) shown += 1;
    }
    document.getElementById("shown").textContent = `${shown} of ${samples.length}`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  kind.addEventListener("change", filter);
  words.addEventListener("input", filter);
})();
