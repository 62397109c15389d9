// The web view over the chat: Mini Apps and the bot's own pages open here, as in Telegram, and may close themselves.

import { byId } from "./dom.js";

const sheet = byId("sheet");
const chat = byId("chat");
const holder = byId("sheet-page");
// No top navigation and no modals: a page in the sheet is a guest.
const PERMITTED = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads";
const HERE = new Set(["127.0.0.1", "localhost", "[::1]", location.hostname]);
const outside = new Set();
let frame = null;
let back = null;

/** A site that refuses to be framed, as the portal does: it opens in another tab. */
export const keepOutside = (address) => outside.add(new URL(address, location.href).origin);

/** Open an address: pages of this machine in the sheet, the wide internet in another tab, other schemes not at all. */
export function open(address, { title, from }) {
  const url = new URL(address, location.href);
  if (!["http:", "https:"].includes(url.protocol)) return;
  if (!HERE.has(url.hostname) || outside.has(url.origin)) {
    window.open(url.href, "_blank", "noopener,noreferrer");
    return;
  }
  back = from;
  byId("sheet-title").textContent = title;
  byId("sheet-address").textContent = url.host;
  byId("sheet-outside").href = url.href;
  frame = document.createElement("iframe");
  frame.title = title;
  frame.setAttribute("sandbox", PERMITTED);
  frame.src = url.href;
  frame.addEventListener("load", () => holder.classList.remove("loading"), { once: true });
  holder.classList.add("loading");
  holder.replaceChildren(frame);
  sheet.hidden = false;
  chat.inert = true;
  byId("sheet-close").focus();
}

/** Close it and give the focus back to the button that opened it. */
export function closeSheet() {
  if (sheet.hidden) return;
  sheet.hidden = true;
  chat.inert = false;
  holder.replaceChildren();
  frame = null;
  (back?.isConnected ? back : byId("text")).focus();
}

/** What a Mini App says, worded as for Telegram Web: a JSON string with `eventType` and `eventData`. */
function heard({ data, source }) {
  if (!frame || source !== frame.contentWindow || typeof data !== "string") return;
  let said;
  try {
    said = JSON.parse(data);
  } catch {
    return;
  }
  if (said?.eventType === "web_app_close") closeSheet();
  if (said?.eventType === "web_app_open_link" && typeof said.eventData?.url === "string") {
    const { protocol, href } = new URL(said.eventData.url, location.href);
    if (["http:", "https:"].includes(protocol)) window.open(href, "_blank", "noopener,noreferrer");
  }
}

window.addEventListener("message", heard);
byId("sheet-close").addEventListener("click", closeSheet);
sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
