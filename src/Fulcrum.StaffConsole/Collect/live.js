// Events that come in, on the page that names this file. Without it the page shows those of the moment it was asked for.
(() => {
  "use strict";
  const table = document.querySelector("table[data-last]");
  const [body, pause, said] = [table.tBodies[0], document.querySelector("[data-pause]"), document.querySelector("[data-said]")];
  const most = Number(table.dataset.most);
  let [last, isPaused] = [Number(table.dataset.last), false];
  document.querySelector("[data-without]").hidden = true;
  pause.parentElement.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? pause.dataset.goOn : pause.dataset.pause;
    said.textContent = isPaused ? said.dataset.paused : said.dataset.goes;
  });
  const cell = (row, text, isCode) => {
    const made = row.insertCell();
    (isCode ? made.appendChild(document.createElement("code")) : made).textContent = text;
    return made;
  };
  const add = (event) => {
    const row = body.insertRow(0);
    cell(row, `${event.at.slice(11, 19)} UTC`).className = "when";
    cell(row, event.source, true);
    cell(row, `${event.type ?? ""} ${event.name}`.trim(), true);
    cell(row, table.dataset[event.fate]);
    cell(row, event.reason, true);
    while (body.rows.length > most) body.deleteRow(-1);
  };
  const ask = async () => {
    if (isPaused || document.hidden) return;
    try {
      const answer = await fetch(`/v1/staff/events/${last}`);
      if (answer.status === 401 || answer.status === 403) return location.reload();
      const read = await answer.json();
      last = read.last;
      document.querySelector("[data-nothing]").hidden = body.rows.length + read.events.length > 0;
      for (const event of read.events) add(event);
      said.textContent = said.dataset.goes;
    } catch {
      said.textContent = said.dataset.lost;
    }
  };
  setInterval(ask, Number(table.dataset.every));
})();
