// One message as WhatsApp shows it: header, text, file, footer, ticks, and the buttons that hang under it.

import { element, icon } from "../dom.js";
import { formatted } from "../formatted.js";
import { clockTime } from "../time.js";

const TICKS = "m2 13 4.5 4.5L16 8m-4 8.5 1 1L22.5 8";
const SHEET = "M6 3h8l4 4v14H6zM14 3v4h4";
const MARKS = {
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  quick_reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  url: "M13 5h6v6M19 5l-9 9M10 6H6v12h12v-4",
  flow: "M5 4h14v16H5zM8.5 9h7M8.5 13h7",
  list: "M4 7h1m3 0h12M4 12h1m3 0h12M4 17h1m3 0h12",
};

/** When the message was sent. */
export const saidAt = (message) => new Date(message.at * 1000);

/**
 * Build the row of one message. `press(button, message, node)` is called for its buttons, `choose(message, node)` for the
 * one that opens its list; `quoted` is the message that this one answers, where it is shown.
 */
export function bubble(message, { press, choose, dated, quoted }) {
  const mine = message.from === "person";
  const body = element(
    "div",
    { class: "bubble" },
    quoted ? quote(quoted) : null,
    header(message),
    media(message),
    message.text ? element("div", { class: "words" }, formatted(message.html, message.text)) : null,
    message.footer ? element("p", { class: "wa-footer" }, message.footer) : null,
    stamp(message, mine),
  );
  return element(
    "li",
    { class: `message ${mine ? "mine" : "theirs"}`, "data-id": message.id },
    dated ? element("p", { class: "day" }, element("span", {}, dated)) : null,
    element("span", { class: "quiet" }, mine ? "Tú: " : "La empresa: "),
    element("div", { class: "block" }, body, buttons(message, press), opener(message, choose)),
    message.reaction ? element("span", { class: "wa-reaction" }, message.reaction) : null,
  );
}

function quote({ from, html, text, file_name: name }) {
  const words = (text ? formatted(html, text).textContent : name) || "Archivo";
  return element("blockquote", { class: "wa-quote" }, element("b", {}, from === "person" ? "Tú" : "Buzón Bot"), words.slice(0, 90));
}

function header({ header: head }) {
  return head?.text ? element("p", { class: "wa-header" }, head.text) : null;
}

function media({ media: file, file_name: name }) {
  if (!file) return null;
  if (file.mime_type.startsWith("image/")) {
    const image = element("img", { src: file.url, alt: file.mime_type === "image/webp" ? "Sticker" : "Foto", loading: "lazy" });
    return element("a", { class: "photo", href: file.url, target: "_blank", rel: "noopener" }, image);
  }
  const called = name ?? file.name;
  const label = called.split(".").pop().slice(0, 4).toUpperCase();
  const about = element("span", {}, element("b", {}, called), element("small", {}, `${label} · ${Math.max(1, Math.round(file.size / 1024))} KB`));
  return element("p", { class: "file" }, element("a", { href: file.url, download: called }, element("i", { "aria-hidden": "true" }, icon(SHEET), label), about));
}

function stamp(message, mine) {
  const when = saidAt(message);
  return element(
    "p",
    { class: "stamp" },
    element("time", { datetime: when.toISOString() }, clockTime(when)),
    mine ? ticks(message.status) : null,
  );
}

/** The two ticks of one's own message: blue once the business has read it. */
function ticks(status) {
  const read = status === "read";
  return element("span", { class: read ? "wa-ticks read" : "wa-ticks", role: "img", "aria-label": read ? "Leído" : "Entregado" }, icon(TICKS));
}

function buttons(message, press) {
  if (!message.buttons?.length) return null;
  return element("div", { class: "wa-buttons" }, ...message.buttons.map((button) => key(button, message, press)));
}

function key(button, message, press) {
  const chosen = Boolean(button.id) && message.chosen?.includes(button.id);
  const pressed = (event) => press(button, message, event.currentTarget);
  const mark = icon(MARKS[button.kind] ?? MARKS.url);
  return element("button", { type: "button", disabled: chosen, click: pressed }, mark, element("span", {}, button.title));
}

function opener(message, choose) {
  if (!message.list) return null;
  const pressed = (event) => choose(message, event.currentTarget);
  return element(
    "div",
    { class: "wa-buttons" },
    element("button", { type: "button", "aria-haspopup": "dialog", click: pressed }, icon(MARKS.list), element("span", {}, message.list.button)),
  );
}
