// The conversation on the phone: keeps the bubbles in step with the server, scrolls, and answers presses of buttons.

import { byId, copy, reconcile } from "./dom.js";
import { bubble, sentAt } from "./bubble.js";
import { following } from "./follow.js";
import { dayName, dayNumber } from "./time.js";
import { alertOver, toast } from "./toast.js";
import { post, TELEGRAM } from "./wire.js";

const log = byId("log");

/**
 * The conversation; `person()` gives the phone's owner, `open` shows a page over the chat, `say` sends a
 * text, `arrived` hears that the bot wrote.
 */
export function conversation({ person, open, say, arrived }) {
  let known = null;
  const end = following({ scroll: byId("scroll"), log, newer: byId("newer"), badge: byId("newer-count"), field: byId("text") });
  const press = (button, message, node) => pressed(button, message, node, { person, open });

  function show(messages) {
    const fresh = known === null ? [] : messages.filter(({ message_id: id }) => !known.has(id));
    known = new Set(messages.map(({ message_id: id }) => id));
    reconcile(log, withDays(messages), {
      key: ({ message }) => message.message_id,
      make: ({ message, dated }) => bubble(message, { press, dated }),
    });
    end.came(fresh.length, { own: fresh.some(({ from }) => from === "person") });
    if (fresh.some(({ from }) => from === "bot")) arrived();
  }

  function clear() {
    known = null;
    end.restart();
    log.replaceChildren();
  }

  log.addEventListener("click", ({ target }) => {
    const command = target.closest("[data-command]");
    if (command) say(command.dataset.command);
  });
  return { show, clear };
}

/** Each message with the name of its day, where that is to stand above it: "Hoy" becomes "Ayer" when the clock moves. */
export function withDays(messages, at = sentAt) {
  let last = null;
  return messages.map((message) => {
    const day = dayNumber(at(message));
    const dated = day === last ? null : dayName(at(message));
    last = day;
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
