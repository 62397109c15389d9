// Starts the phones and the desk, and decides which of them is seen where there is no room for all.

import { byId } from "./dom.js";
import { desk } from "./desk.js";
import { phone } from "./phone.js";
import { keepOutside } from "./sheet.js";
import { whatsappDesk } from "./whatsapp/desk.js";
import { whatsappPhone } from "./whatsapp/phone.js";
import { CLOCK, learn } from "./time.js";
import { coalesced, get } from "./wire.js";

const views = [...document.querySelectorAll("[data-show]")];
const holders = { phone: byId("holder"), whatsapp: byId("wa-holder") };
let first = null;
let second = null;

function show(name) {
  document.body.dataset.view = name;
  for (const button of views) {
    if (button.dataset.show === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  mark(name, false);
  second?.refresh(); // it reads what it shows, so it must look again once it is shown
}

/** Mark the button of a phone that is out of sight, or take the mark away. */
function mark(name, waiting) {
  const button = views.find((one) => one.dataset.show === name);
  const dot = button.querySelector(".unseen");
  if (!dot) return;
  dot.hidden = !waiting;
  if (waiting) button.setAttribute("aria-label", `${button.dataset.name}, mensajes nuevos`);
  else button.removeAttribute("aria-label");
}

for (const button of views) button.addEventListener("click", () => show(button.dataset.show));

const arrived = (name) => () => mark(name, holders[name].querySelector(".phone").offsetParent === null);
const [{ portal, agency, telegram, whatsapp }, told] = await Promise.all([get("/config"), get(CLOCK)]);
learn(told);
byId("portal").href = portal;
byId("agency").href = agency;
byId("telegram").textContent = telegram;
byId("whatsapp").textContent = whatsapp;
keepOutside(portal);
if (agency) keepOutside(agency);
const card = whatsappDesk();
const look = async () => { await second?.refresh(); };
const lookFirst = async () => { await (await first)?.refresh(); };
desk({ also: { whatsapp: [look, coalesced(card.refresh)] }, moved: [look, lookFirst] });
first = phone({ arrived: arrived("phone") });
second = await whatsappPhone({ arrived: arrived("whatsapp"), looked: card.looked });
document.querySelector("main").inert = false; // nothing can be pressed before somebody listens
