// The second phone as a whole: one owner at a time, and the chat with the business as the server tells it.

import { withDays } from "../chat.js";
import { byId, reconcile } from "../dom.js";
import { following } from "../follow.js";
import { owners } from "../owners.js";
import { webView } from "../sheet.js";
import { passing } from "../toast.js";
import { coalesced, get, Lost, patch, post, Refusal, WHATSAPP } from "../wire.js";
import { bubble, saidAt } from "./bubble.js";
import { composer } from "./composer.js";
import { listSheet } from "./list.js";

const PLACE = {
  people: `${WHATSAPP}/people`,
  kept: "phones-whatsapp",
  choice: byId("wa-owner"),
  another: byId("wa-another"),
  box: byId("wa-new"),
  form: byId("wa-new-form"),
  name: byId("wa-new-name"),
  cancel: byId("wa-new-cancel"),
  first: { name: "Yuleisy", hidden: false },
  asked: () => ({ hidden: byId("wa-new-hidden").checked }),
  body: ({ name, hidden }) => ({ name, phone_hidden: hidden, username: hidden ? name.toLowerCase().replace(/\W/g, "") || "sinnombre" : null }),
  called: (person) => person.name,
  label: ({ name, hidden }) => (hidden ? `${name} (sin número)` : name),
};
const log = byId("wa-log");
const toast = passing(byId("wa-toast"));
const end = following({ scroll: byId("wa-scroll"), log, newer: byId("wa-newer"), badge: byId("wa-newer-count"), field: byId("wa-text") });

/** Bring the second phone to life; `arrived` hears that the business wrote, `looked` gets each state of the chat. */
export async function whatsappPhone({ arrived, looked }) {
  let owner = null;
  let people = null;
  let known = null;
  const person = () => owner.id;
  const view = webView({ id: "wa-sheet", chat: byId("wa-chat"), field: byId("wa-text") });
  const list = listSheet({ pick: (message, id) => tapped(message, id) });
  composer({ person, toast });

  const refresh = coalesced(async () => {
    const asked = owner;
    if (!asked) return;
    try {
      const state = await get(`${WHATSAPP}/people/${asked.id}/chat`);
      if (asked === owner) show(state);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) await people?.recover();
      else if (!(error instanceof Lost)) throw error;
    }
  });

  function show(state) {
    const { messages, typing, business } = state;
    const seen = messages.filter(reached);
    const fresh = known === null ? [] : seen.filter(({ id }) => !known.has(id));
    known = new Set(seen.map(({ id }) => id));
    byId("wa-name").textContent = business.name;
    byId("wa-presence").textContent = typing ? "escribiendo…" : "Cuenta de empresa";
    byId("wa-presence").classList.toggle("typing", typing);
    byId("wa-note").hidden = seen.length > 0;
    byId("wa-composer").hidden = false; // until now it belonged to nobody
    byId("wa-repeat").disabled = !messages.some(({ from }) => from === "person");
    draw(seen);
    end.came(fresh.length, { own: fresh.some(({ from }) => from === "person") });
    switches(state.person);
    looked(state);
    if (fresh.some(({ from }) => from === "business")) arrived();
    read(seen);
  }

  function draw(seen) {
    const byMessage = new Map(seen.map((message) => [message.id, message]));
    // How far the business's message came does not show: a bubble rebuilt for it would lose the focus of its buttons.
    const still = (message) => (message.from === "business" ? { ...message, status: null } : message);
    const rows = withDays(seen, saidAt).map(({ message, dated }) => ({ message: still(message), dated, quoted: byMessage.get(message.reply_to)?.id }));
    const make = ({ message, dated, quoted }) => bubble(message, { press, choose: list.open, dated, quoted: byMessage.get(quoted) });
    reconcile(log, rows, { key: ({ message }) => message.id, make });
  }

  /** Who has the chat before their eyes has read it. */
  function read(seen) {
    const eyes = !document.hidden && log.offsetParent !== null;
    if (eyes && seen.some(({ from, status }) => from === "business" && status === "delivered")) order(`people/${person()}/read`);
  }

  function press(button, message, from) {
    if (button.kind === "url") view.open(button.url, { title: button.title, from });
    else if (button.kind === "flow") order(`people/${person()}/flow`, { message_id: message.id, response: {} });
    else if (button.id) tapped(message, button.id);
    else toast("Este botón no existe en la simulación");
  }

  const tapped = (message, id) => order(`people/${person()}/taps`, { message_id: message.id, id });

  async function order(path, body) {
    try {
      await post(`${WHATSAPP}/${path}`, body);
    } catch {
      toast("No se pudo. Inténtalo otra vez.");
    }
  }

  function hold(next) {
    view.close();
    list.close();
    known = null;
    end.restart();
    log.replaceChildren();
    owner = next;
    refresh();
  }

  menu({
    flip: (name, value) => patch(`${WHATSAPP}/people/${person()}`, { [name]: value }).catch(() => toast("No se pudo. Inténtalo otra vez.")),
    repeat: () => order(`people/${person()}/repeat-last`),
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  people = await owners({ hold, place: PLACE });
  return { refresh };
}

/** What failed, or waits for the phone to be on, is not on the phone. */
const reached = ({ from, status }) => from === "person" || status === "delivered" || status === "read";

const listed = byId("wa-more-list");
const more = byId("wa-more");

function switches(person) {
  for (const button of listed.querySelectorAll("[data-switch]")) {
    button.textContent = person[button.dataset.switch] ? button.dataset.off : button.dataset.on;
    button.dataset.to = String(!person[button.dataset.switch]);
  }
}

function menu({ flip, repeat }) {
  const close = () => {
    listed.hidden = true;
    more.setAttribute("aria-expanded", "false");
  };
  more.addEventListener("click", () => {
    listed.hidden = !listed.hidden;
    more.setAttribute("aria-expanded", String(!listed.hidden));
    if (!listed.hidden) listed.querySelector("button").focus();
  });
  listed.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    close();
    if (button.dataset.switch) flip(button.dataset.switch, button.dataset.to === "true");
    else repeat();
  });
  listed.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    more.focus();
  });
  document.addEventListener("click", (event) => { if (!event.target.closest("#wa-more-list, #wa-more")) close(); });
}
