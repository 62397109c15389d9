// WhatsApp's card on the desk: the 24-hour window, templates, what did not arrive, and what can be made to go wrong.

import { announce, byId, element, reconcile } from "../dom.js";
import { clockTime, dayName, dayNumber, now } from "../time.js";
import { get, patch, post, WHATSAPP } from "../wire.js";

const DAY_SECONDS = 86_400;
const SLOW_SECONDS = 4;
const SWITCHES = [
  { field: "html_502", name: "Meta caída", about: "Contesta 502" },
  { field: "slow_seconds", name: "Lenta", about: `Tarda ${SLOW_SECONDS} segundos`, on: SLOW_SECONDS, off: 0 },
  { field: "token_expired", name: "Token vencido", about: "Error 190" },
  { field: "refuse_later", name: "Rechazos tardíos", about: "Acepta y luego avisa que falló" },
  { field: "fail_code", name: "Nada llega", about: "Cada envío falla con 131026", on: 131026, off: null },
  { field: "webhook_repeat_rate", name: "Todo dos veces", about: "Repite cada webhook", on: 1, off: 0 },
  { field: "webhook_hold", name: "Webhooks detenidos", about: "Esperan hasta que lo apagues" },
  { field: "without_wa_id", name: "Sin número", about: "Los webhooks no lo traen" },
];
const STANDING = { PENDING: "en revisión", APPROVED: "aprobada", REJECTED: "rechazada", PAUSED: "en pausa", DISABLED: "desactivada" };

/** Bring the card to life; gives what it does at a change, and with each state of the chat. */
export function whatsappDesk() {
  const said = byId("wa-said");
  const tried = (doing) => doing.catch(() => announce(said, "No se pudo. Inténtalo otra vez."));
  const boxes = faults(tried);
  byId("wa-day").addEventListener("click", () => tried(
    post(`${WHATSAPP}/clock`, { forward_seconds: DAY_SECONDS }).then(() => announce(said, "Pasaron 24 horas en toda la simulación.")),
  ));
  return {
    async refresh() {
      const [templates, state] = await Promise.all([get(`${WHATSAPP}/templates`), get(`${WHATSAPP}/faults`)]);
      byId("wa-templates-none").hidden = templates.length > 0;
      reconcile(byId("wa-templates"), templates, { key: ({ id }) => id, make: (template) => row(template, tried) });
      for (const { field, off = false } of SWITCHES) boxes.get(field).checked = state[field] !== off;
    },
    looked({ person, window: open, messages }) {
      showWindow(person.name, open);
      const failed = messages.filter(({ from, status }) => from === "business" && status === "failed");
      byId("wa-failed-none").hidden = failed.length > 0;
      reconcile(byId("wa-failed"), failed.slice(-20).reverse(), { key: ({ id }) => id, make: lost });
    },
  };
}

function showWindow(name, { open, closes_at: closes }) {
  byId("wa-window").textContent = open ? "Ventana abierta" : "Ventana cerrada";
  byId("wa-window").classList.toggle("open", open);
  const until = new Date(closes * 1000);
  const when = `${dayNumber(until) === dayNumber(now()) ? "hoy" : "mañana"} a las ${clockTime(until)}`;
  const why = closes === null ? `${name} todavía no escribió` : `Pasaron 24 horas desde el último mensaje de ${name}`;
  byId("wa-window-about").textContent = open ? `A ${name} le llega cualquier mensaje hasta ${when}.` : `${why}: solo le llegan plantillas.`;
}

function row({ id, name, language, status }, tried) {
  const next = status === "APPROVED" ? ["PAUSED", "Pausar"] : ["APPROVED", "Aprobar"];
  const move = () => tried(patch(`${WHATSAPP}/templates/${id}`, { status: next[0] }));
  return element(
    "li",
    {},
    element("span", {}, element("b", {}, name), element("small", {}, `${language} · ${STANDING[status]}`)),
    element("button", { type: "button", "aria-label": `${next[1]} ${name}`, click: move }, next[1]),
  );
}

function lost({ text, type, error, at }) {
  const when = new Date(at * 1000);
  return element(
    "li",
    {},
    element("b", {}, `Error ${error}`),
    element("small", {}, `${dayName(when)}, ${clockTime(when)} · ${(text ?? type).slice(0, 60)}`),
  );
}

function faults(tried) {
  const boxes = new Map();
  byId("wa-faults").replaceChildren(...SWITCHES.map(({ field, name, about, on = true, off = false }) => {
    const flip = () => tried(patch(`${WHATSAPP}/faults`, { [field]: box.checked ? on : off }));
    const box = element("input", { type: "checkbox", role: "switch", change: flip });
    boxes.set(field, box);
    return element("label", { class: "switch" }, box, element("span", {}, name, element("small", {}, about)));
  }));
  return boxes;
}
