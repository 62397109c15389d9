// The sheet that a list message opens from below: its sections, rows with radio buttons, and "Enviar".

import { byId, element } from "../dom.js";

const sheet = byId("wa-list");
const form = byId("wa-list-form");
const rows = byId("wa-list-rows");
const send = byId("wa-list-send");
const chat = byId("wa-chat");

/** The sheet; `pick(message, id)` is called with the chosen row. */
export function listSheet({ pick }) {
  let shown = null;
  let back = null;

  function open(message, from) {
    shown = message;
    back = from;
    byId("wa-list-title").textContent = message.list.button;
    rows.replaceChildren(...message.list.sections.map(section));
    send.disabled = true;
    sheet.hidden = false;
    chat.inert = true;
    rows.querySelector("input").focus();
  }

  function close() {
    if (sheet.hidden) return;
    sheet.hidden = true;
    chat.inert = false;
    (back?.isConnected ? back : byId("wa-text")).focus();
  }

  form.addEventListener("change", () => { send.disabled = false; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get("row");
    if (chosen === null) return;
    close();
    pick(shown, chosen);
  });
  byId("wa-list-close").addEventListener("click", close);
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  sheet.addEventListener("click", (event) => { if (event.target === sheet) close(); });
  return { open, close };
}

function section({ title, rows: offered }) {
  return element("fieldset", {}, element("legend", { class: title ? null : "quiet" }, title ?? "Opciones"), ...offered.map(row));
}

function row({ id, title, description }) {
  return element(
    "label",
    {},
    element("span", {}, element("b", {}, title), description ? element("small", {}, description) : null),
    element("input", { type: "radio", name: "row", value: id, required: true }),
  );
}
