// The conversation on the phone: keeps the bubbles in step with the server, scrolls, and answers presses of buttons.

import { byId, copy, plural, reconcile } from "./dom.js";
import { bubble, sentAt } from "./bubble.js";
import { alertOver, toast } from "./toast.js";
import { post, TELEGRAM } from "./wire.js";

const log = byId("log");
const scroll = byId("scroll");
const newer = byId("newer");
const badge = byId("newer-count");
const NEAR = 90; // pixels from the end within which the person counts as being there

/**
 * The conversation; `person()` gives the phone's owner, `open` shows a page over the chat, `say` sends a
 * text, `arrived` hears that the bot wrote.
 */
export function conversation({ person, open, say, arrived }) {
  let known = null;
  let waiting = 0;
  let following = true; // until the person scrolls up; how far the end is says nothing while a smooth scroll runs
  let top = 0;

  const press = (button, message, node) => pressed(button, message, node, { person, open });

  function show(messages) {
    const fresh = known === null ? [] : messages.filter(({ message_id: id }) => !known.has(id));
    const first = known === null;
    known = new Set(messages.map(({ message_id: id }) => id));
    reconcile(log, withDays(messages), {
      key: ({ message }) => message.message_id,
      make: ({ message, dated }) => bubble(message, { press, dated }),
    });
    if (fresh.some(({ from }) => from === "person")) following = true;
    if (!following) waiting += fresh.length;
    else toEnd(fresh.length ? "smooth" : "instant");
    mark();
    if (fresh.some(({ from }) => from === "bot")) arrived();
  }

  function scrolled() {
    const end = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    if (end) following = true;
    else if (scroll.scrollTop < top) following = false;
    top = scroll.scrollTop;
    mark();
  }

  function mark() {
    if (following) waiting = 0;
    newer.hidden = following;
    badge.hidden = waiting === 0;
    badge.textContent = String(waiting);
    newer.setAttribute("aria-label", waiting ? `Ver ${plural(waiting, "mensaje nuevo", "mensajes nuevos")}` : "Ir a lo más reciente");
  }

  function clear() {
    known = null;
    following = true;
    log.replaceChildren();
  }

  log.addEventListener("click", ({ target }) => {
    const command = target.closest("[data-command]");
    if (command) say(command.dataset.command);
  });
  scroll.addEventListener("scroll", scrolled, { passive: true });
  newer.addEventListener("click", () => {
    toEnd("smooth");
    byId("text").focus();
  });
  // What grows after it was placed (pictures, the keyboard of a phone) must not push the end out of sight.
  new ResizeObserver(() => { if (following) toEnd("instant"); }).observe(scroll);
  log.addEventListener("load", () => { if (following) toEnd("instant"); }, true);
  return { show, clear };
}

function toEnd(behavior) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: calm ? "instant" : behavior });
}

function withDays(messages) {
  let last = "";
  return messages.map((message) => {
    const today = sentAt(message).toDateString();
    const dated = today !== last;
    last = today;
    return { message, dated };
  });
}

async function pressed(button, message, node, { person, open }) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await act(button, message, { person, open, node });
  } catch {
    toast("No se pudo. Inténtalo otra vez.");
  } finally {
    node.removeAttribute("aria-busy");
  }
}

async function act(button, message, { person, open, node }) {
  const id = message.message_id;
  if (button.callback_data !== undefined) {
    const answer = await post(`${TELEGRAM}/people/${person()}/taps`, { message_id: id, data: button.callback_data });
    if (!answer?.text) return;
    if (answer.show_alert) alertOver(answer.text, node);
    else toast(answer.text);
  } else if (button.web_app) {
    const { url } = await post(`${TELEGRAM}/people/${person()}/web_app`, { message_id: id, url: button.web_app.url });
    open(url, { title: button.text, from: node });
  } else if (button.url) {
    open(button.url, { title: button.text, from: node });
  } else if (button.copy_text) {
    toast((await copy(button.copy_text.text)) ? "Copiado" : "Tu navegador no dejó copiar");
  } else {
    toast("Este botón no existe en la simulación");
  }
}

/** Say in the header whether the bot is writing. */
export function presence(typing) {
  const line = byId("presence");
  line.textContent = typing ? "escribiendo…" : "bot";
  line.classList.toggle("typing", typing);
}
