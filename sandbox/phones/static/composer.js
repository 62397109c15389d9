// Where the phone's owner writes: text, commands, photos and files.

import { byId } from "./dom.js";
import { commandList } from "./commands.js";
import { toast } from "./toast.js";
import { post, TELEGRAM } from "./wire.js";

const form = byId("composer");
const text = byId("text");
const file = byId("file");

/** The composer; `person()` gives the id of the phone's owner, `failed` hears that something could not be sent. */
export function composer({ person, failed }) {
  const commands = commandList({ choose: (command) => say(command) });

  async function send(body) {
    try {
      await post(`${TELEGRAM}/people/${person()}/messages`, body);
      return true;
    } catch {
      toast("No se pudo enviar. Inténtalo otra vez.");
      failed();
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
    commands.hide();
    say(text.value);
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  text.addEventListener("input", grow);
  byId("attach").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    file.value = "";
    if (!chosen) return;
    const parts = new FormData();
    parts.append(fieldFor(chosen), chosen, chosen.name);
    await send(parts);
    text.focus();
  });
  return { say, learn: commands.learn };
}

function fieldFor({ type }) {
  if (type === "image/webp") return "sticker"; // as Telegram takes a lone WebP
  return ["image/jpeg", "image/png"].includes(type) ? "photo" : "document";
}

function grow() {
  text.style.height = ""; // one line, by the style sheet
  if (text.value) text.style.height = `${Math.min(text.scrollHeight, 132)}px`;
}
