// The desk: publish a notice, see whose mailbox holds what and who opened it.

import { deskClock } from "./clock.js";
import { announce, byId, copy, element, plural, reconcile } from "./dom.js";
import { faults } from "./faults.js";
import { inbox } from "./inbox.js";
import { publishing } from "./publish.js";
import { CLOCK, clockTime, dayName } from "./time.js";
import { coalesced, get, listen, Lost, PORTAL, post } from "./wire.js";

const whose = byId("publish-person");

/**
 * Bring the desk to life; `also` gives more steps by what changed, since the page has one stream for all but Telegram,
 * and `moved` those after the clock was moved.
 */
export async function desk({ also = {}, moved = [] } = {}) {
  const showFaults = faults();
  const showClock = deskClock();
  const preview = publishing();
  const refreshPeople = coalesced(async () => {
    showPeople(await get(`${PORTAL}/people`));
    preview();
  });
  const refreshOpenings = coalesced(async () => showOpenings(await get(`${PORTAL}/openings`)));
  const refreshFaults = coalesced(async () => showFaults(await get(`${PORTAL}/faults`)));
  const refreshMails = coalesced(inbox());
  const refreshClock = coalesced(async () => showClock(await get(CLOCK)));
  const followClock = async () => {
    await refreshClock();
    run([refreshOpenings, refreshMails, preview, ...moved]); // "Hoy" may be "Ayer" by now
  };
  const after = {
    notice: [refreshPeople],
    opening: [refreshOpenings, refreshPeople],
    faults: [refreshFaults],
    lock: [refreshPeople],
    password: [refreshPeople],
    mail: [refreshMails],
    clock: [followClock],
    ...also,
  };
  const all = [refreshPeople, refreshOpenings, refreshFaults, refreshMails, refreshClock, ...Object.values(also).flat()];
  const run = (steps) => { for (const step of steps) step().catch(quietIfLost); };
  listen(`${PORTAL}/events`, { opened: () => run(all), events: { change: ({ what }) => run(after[what] ?? all) } });
}

function quietIfLost(error) {
  if (!(error instanceof Lost)) throw error;
}

function showPeople(people) {
  const names = people.map(({ id, name }) => ({ id, name }));
  const chosen = whose.value;
  reconcile(whose, names, { key: ({ id }) => id, make: ({ id, name }) => element("option", { value: id }, name) });
  if (chosen) whose.value = chosen;
  reconcile(byId("roster"), people, { key: ({ id }) => id, make: card });
}

function card({ id, name, user, password, nationality, notices, unopened, locked, identity }) {
  const unlock = () => post(`${PORTAL}/people/${id}/unlock`).catch(() => {});
  return element(
    "li",
    { class: locked ? "locked" : null },
    element("p", { class: "name" }, element("b", {}, name), element("small", {}, nationality)),
    element("p", { class: unopened ? "count fresh" : "count" }, counted(notices, unopened)),
    element("p", { class: "credentials" }, secret("Usuario", user, "copiado"), secret("Contraseña", password, "copiada")),
    element("details", {}, element("summary", {}, "Datos y constancias"), record(identity), sheets(id)),
    locked ? element("p", { class: "lock" }, "Cuenta bloqueada", element("button", { type: "button", click: unlock }, "Desbloquear")) : null,
  );
}

/** What Verificación de Datos and Agencia Digital ask for, as it stands on record. */
function record({ document_type: type, document_number: number, paternal, maternal, given, born_on: born, issued_on: issued, email }) {
  const rows = [
    ["Documento", `${type} ${number}`],
    ["Emitido el", written(issued)],
    ["Apellido Paterno", paternal],
    ["Apellido Materno", maternal || "(no tiene)"],
    ["Nombres", given],
    ["Fecha de nacimiento", written(born)],
    ["Correo", email],
  ];
  return element("dl", {}, ...rows.flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]));
}

const written = (date) => date.split("-").reverse().join("/");

function sheets(id) {
  const path = `${PORTAL}/people/${id}/constancia`;
  const offered = [["Constancia (PDF)", ".pdf"], ["De prórroga (PDF)", ".pdf?variant=extension"], ["Foto", ".jpg"], ["Foto torcida", ".jpg?rotation=7&blur=1&light=0.7"]];
  return element("p", { class: "sheets" }, ...offered.map(([label, end]) => element("a", { href: path + end, download: true }, label)));
}

function counted(notices, unopened) {
  if (notices === 0) return "Casilla vacía";
  return unopened ? `${unopened} sin abrir de ${notices}` : `${plural(notices, "abierta", "abiertas")}`;
}

function secret(label, value, copied) {
  const take = async () => {
    const done = await copy(value);
    announce(byId("roster-said"), done ? `${label} ${copied} al portapapeles` : "Tu navegador no dejó copiar");
    button.classList.toggle("copied", done);
    setTimeout(() => button.classList.remove("copied"), 1200);
  };
  const button = element("button", { type: "button", "aria-label": `Copiar ${label.toLowerCase()} ${value}`, click: take }, element("small", {}, label), element("code", {}, value));
  return button;
}

function showOpenings(openings) {
  byId("openings-none").hidden = openings.length > 0;
  const dated = openings.slice(0, 50).map((one) => ({ ...one, day: dayName(new Date(one.opened_at)) }));
  reconcile(byId("openings"), dated, { key: ({ notice, opened_at: at }) => `${notice} ${at}`, make: opening });
}

function opening({ person, subject, opened_at: at, day, via }) {
  return element(
    "li",
    {},
    element("p", {}, element("b", {}, person), " abrió ", element("span", {}, subject)),
    element("small", {}, element("time", { datetime: at }, `${day}, ${clockTime(new Date(at))}`), via ? ` · con ${short(via)}` : ""),
  );
}

const short = (agent) => (/Mozilla/.test(agent) ? "un navegador" : agent.slice(0, 60));
