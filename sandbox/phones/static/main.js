// Starts the phone and the desk, and on narrow screens decides which of the two is seen.

import { byId } from "./dom.js";
import { desk } from "./desk.js";
import { phone } from "./phone.js";
import { keepOutside } from "./sheet.js";
import { get } from "./wire.js";

const views = [...document.querySelectorAll("[data-show]")];
const unseen = document.querySelector(".unseen");

function show(name) {
  document.body.dataset.view = name;
  for (const button of views) {
    if (button.dataset.show === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  mark(false);
}

function mark(waiting) {
  unseen.hidden = !waiting;
  if (waiting) unseen.parentElement.setAttribute("aria-label", "Teléfono, mensajes nuevos");
  else unseen.parentElement.removeAttribute("aria-label");
}

for (const button of views) button.addEventListener("click", () => show(button.dataset.show));

const arrived = () => mark(document.body.dataset.view === "desk");
const { portal, agency, telegram } = await get("/config");
byId("portal").href = portal;
byId("agency").href = agency;
byId("telegram").textContent = telegram;
keepOutside(portal);
if (agency) keepOutside(agency);
desk();
phone({ arrived });
