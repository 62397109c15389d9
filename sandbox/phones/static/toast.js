// What a callback answer shows on the phone: a passing line, or a box that waits for "Aceptar".

import { byId } from "./dom.js";

const box = byId("alert");
const close = byId("alert-close");
const chat = byId("chat");
let back = null;

/** A line that shows each text for a few seconds (longer for longer texts). */
export function passing(line) {
  let fading = 0;
  return (text) => {
    clearTimeout(fading);
    line.hidden = false;
    line.textContent = text;
    fading = setTimeout(() => { line.hidden = true; }, 2500 + text.length * 40);
  };
}

export const toast = passing(byId("toast"));

/** Show a box over the chat; the focus goes to its button, and back to `from` afterwards. */
export function alertOver(text, from) {
  byId("alert-text").textContent = text;
  back = from;
  box.hidden = false;
  chat.inert = true;
  close.focus();
}

function dismiss() {
  box.hidden = true;
  chat.inert = false;
  (back?.isConnected ? back : byId("text")).focus();
}

close.addEventListener("click", dismiss);
box.addEventListener("keydown", (event) => { if (event.key === "Escape") dismiss(); });
