// The switches that make the portal misbehave.

import { announce, byId, element } from "./dom.js";
import { patch, PORTAL, post } from "./wire.js";

const SLOW_SECONDS = 4;
const SWITCHES = [
  { field: "down", name: "Portal caído", about: "No contesta" },
  { field: "slow_seconds", name: "Lento", about: `Tarda ${SLOW_SECONDS} segundos`, on: SLOW_SECONDS, off: 0 },
  { field: "server_error", name: "Error 500", about: "Falla por dentro" },
  { field: "changed_fields", name: "Campos cambiados", about: "Otro dialecto" },
  { field: "captcha", name: "Captcha", about: "Lo pide al ingresar" },
  { field: "recovery_ending", name: "Clave por correo", about: "Quien la recupera no la elige: le llega", on: "sent", off: "set" },
];

/** Draw the switches; gives the function that sets them to what the portal says. */
export function faults() {
  const said = byId("faults-said");
  const boxes = new Map();

  function flip({ field, on = true, off = false }, box) {
    patch(`${PORTAL}/faults`, { [field]: box.checked ? on : off }).catch(() => {
      box.checked = !box.checked;
      announce(said, "No se pudo cambiar. Inténtalo otra vez.");
    });
  }

  byId("faults").replaceChildren(...SWITCHES.map((fault) => {
    const box = element("input", { type: "checkbox", role: "switch", change: () => flip(fault, box) });
    boxes.set(fault.field, box);
    return element("label", { class: "switch" }, box, element("span", {}, fault.name, element("small", {}, fault.about)));
  }));
  byId("expire").addEventListener("click", () => {
    post(`${PORTAL}/expire-sessions`)
      .then(() => announce(said, "Sesiones cerradas."))
      .catch(() => announce(said, "No se pudo. Inténtalo otra vez."));
  });
  return (state) => {
    for (const { field, off = false } of SWITCHES) boxes.get(field).checked = state[field] !== off;
  };
}
