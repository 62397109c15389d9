// One message as the phone shows it: its text, photo or document, its time, and the buttons under it.

import { element, icon } from "./dom.js";
import { formatted } from "./formatted.js";
import { clockTime } from "./time.js";

const DOWN = "M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 20h14";
const TICKS = "m2 13 4.5 4.5L16 8m-4 8.5 1 1L22.5 8";
const SHEET = "M6 3h8l4 4v14H6zM14 3v4h4";
const MARKS = {
  url: "M8 16 17 7m0 0H9m8 0v8",
  web_app: "M4 6h16v12H4zM4 9.5h16",
  copy_text: "M9 9h10v11H9zM5 15V4h10",
};

/** Build the row of one message under the day it begins, if any; `press(button, message, node)` is called for its inline buttons. */
export function bubble(message, { press, dated }) {
  const mine = message.from === "person";
  const when = sentAt(message);
  const body = element("div", { class: "bubble" }, ...media(message), words(message), stamp(message, when, mine));
  const row = element(
    "article",
    { class: `message ${mine ? "mine" : "theirs"}${bare(message) ? " bare" : ""}`, "data-id": message.message_id },
    dated ? element("p", { class: "day" }, element("span", {}, dated)) : null,
    element("span", { class: "quiet" }, mine ? "Tú: " : "Bot: "),
    element("div", { class: "block" }, body, keyboard(message, press)),
  );
  return row;
}

/** When the message was sent; Telegram counts seconds since 1970. */
export function sentAt(message) {
  return new Date(typeof message.date === "number" ? message.date * 1000 : message.date);
}

const bare = (message) => Boolean(message.photo || message.sticker) && !message.text && !message.caption;

function words(message) {
  const text = message.text ?? message.caption;
  if (!text && !message.html) return null;
  return element("div", { class: "words" }, formatted(message.html, text));
}

function stamp(message, when, mine) {
  return element(
    "p",
    { class: "stamp" },
    message.edited ? element("span", {}, "editado ") : null,
    element("time", { datetime: when.toISOString() }, clockTime(when)),
    mine ? icon(TICKS) : null,
  );
}

function media(message) {
  return [
    message.photo ? picture(message.photo, "Foto", "photo") : null,
    message.sticker ? picture(message.sticker, "Sticker", "sticker") : null,
    message.document ? file(message.document) : null,
  ];
}

function picture({ url }, name, look) {
  const image = element("img", { src: url, alt: name, loading: "lazy" });
  return element("a", { class: look, href: url, target: "_blank", rel: "noopener" }, image);
}

function file({ file_name: name, file_size: size, mime_type: kind, url }) {
  const label = (name?.split(".").pop() ?? kind?.split("/").pop() ?? "").slice(0, 4).toUpperCase();
  const about = element("span", {}, element("b", {}, name ?? "archivo"), element("small", {}, weight(size)));
  return element(
    "p",
    { class: "file" },
    element("a", { href: url, target: "_blank", rel: "noopener" }, element("i", { "aria-hidden": "true" }, icon(SHEET), label), about),
    element("a", { class: "round", href: url, download: name ?? "archivo", "aria-label": `Descargar ${name ?? "archivo"}` }, icon(DOWN)),
  );
}

function weight(bytes) {
  if (bytes === null || bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

function keyboard(message, press) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return element(
    "div",
    { class: "keys", role: "group", "aria-label": "Botones del mensaje" },
    ...rows.map((row) => element("div", {}, ...row.map((button) => key(button, message, press)))),
  );
}

function key(button, message, press) {
  const kind = Object.keys(MARKS).find((name) => button[name]);
  const mark = kind ? icon(MARKS[kind]) : null;
  return element("button", { type: "button", click: (event) => press(button, message, event.currentTarget) }, button.text, mark);
}
