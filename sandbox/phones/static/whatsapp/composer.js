// Where the second phone's owner writes: text, photos and files.

import { byId } from "../dom.js";
import { post, WHATSAPP } from "../wire.js";

const form = byId("wa-composer");
const text = byId("wa-text");
const file = byId("wa-file");

/** The composer; `person()` gives the id of the phone's owner, `toast` says what went wrong. */
export function composer({ person, toast }) {
  async function send(body) {
    try {
      await post(`${WHATSAPP}/people/${person()}/messages`, body);
      return true;
    } catch {
      toast("No se pudo enviar. Inténtalo otra vez.");
      return false;
    }
  }

  async function say(words) {
    if (!words.trim()) return;
    text.value = "";
    grow();
    if (!(await send({ text: words }))) text.value ||= words;
    grow();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(text.value);
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener("input", grow);
  byId("wa-attach").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    file.value = "";
    if (!chosen) return;
    const parts = new FormData();
    parts.append(fieldFor(chosen), chosen, chosen.name);
    await send(parts);
    text.focus();
  });
}

function fieldFor({ type }) {
  if (type === "image/webp") return "sticker";
  const [family] = type.split("/");
  if (family === "audio" || family === "video") return family;
  return ["image/jpeg", "image/png"].includes(type) ? "image" : "document";
}

function grow() {
  text.style.height = ""; // one line, by the style sheet
  if (text.value) text.style.height = `${Math.min(text.scrollHeight, 132)}px`;
}
