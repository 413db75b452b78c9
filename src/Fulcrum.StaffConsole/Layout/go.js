// The list of pages and acts gets shorter while somebody types. Without it the form finds the same.
(() => {
  "use strict";
  const [form, none] = [document.querySelector("form[data-go]"), document.querySelector("[data-none]")];
  const [field, links] = [form.elements.find, [...document.querySelectorAll("a[data-words]")]];
  const shown = () => links.filter((link) => !link.parentElement.hidden);
  const look = () => {
    const words = field.value.toLowerCase().split(" ").filter(Boolean);
    for (const link of links) link.parentElement.hidden = !words.every((word) => link.dataset.words.toLowerCase().includes(word));
    for (const list of document.querySelectorAll("ul.ways")) list.parentElement.hidden = ![...list.children].some((item) => !item.hidden);
    none.hidden = shown().length > 0;
  };
  field.addEventListener("input", look);
  form.addEventListener("submit", (event) => {
    if (field.value.trim() === "" || shown().length === 0) return;
    event.preventDefault();
    shown()[0].click();
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...shown()];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[(at + step + stops.length) % stops.length].focus();
  });
})();
