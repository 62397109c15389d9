// The web view over a chat: Mini Apps and the bot's own pages open here, and may close themselves.

import { byId } from "./dom.js";

// No top navigation and no modals: a page in the sheet is a guest.
const PERMITTED = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads";
const HERE = new Set(["127.0.0.1", "localhost", "[::1]", location.hostname]);
const outside = new Set();

/** A site that refuses to be framed, as the portal does: it opens in another tab. */
export const keepOutside = (address) => outside.add(new URL(address, location.href).origin);

/**
 * The web view of a phone: the elements `id`, `id-close`, … lie over `chat`, whose `field` takes the focus back when the
 * button that opened the page is gone.
 */
export function webView({ id, chat, field }) {
  const sheet = byId(id);
  const part = (name) => byId(`${id}-${name}`);
  let frame = null;
  let back = null;

  /** Open an address: pages of this machine in the sheet, the wide internet in another tab, other schemes not at all. */
  function open(address, { title, from }) {
    const url = new URL(address, location.href);
    if (!["http:", "https:"].includes(url.protocol)) return;
    if (!HERE.has(url.hostname) || outside.has(url.origin)) {
      window.open(url.href, "_blank", "noopener,noreferrer");
      return;
    }
    back = from;
    part("title").textContent = title;
    part("address").textContent = url.host;
    part("outside").href = url.href;
    frame = document.createElement("iframe");
    frame.title = title;
    frame.setAttribute("sandbox", PERMITTED);
    frame.src = url.href;
    frame.addEventListener("load", () => part("page").classList.remove("loading"), { once: true });
    part("page").classList.add("loading");
    part("page").replaceChildren(frame);
    sheet.hidden = false;
    chat.inert = true;
    part("close").focus();
  }

  /** Close it and give the focus back to the button that opened it. */
  function close() {
    if (sheet.hidden) return;
    sheet.hidden = true;
    chat.inert = false;
    part("page").replaceChildren();
    frame = null;
    (back?.isConnected ? back : field).focus();
  }

  window.addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow) heard(event.data, close);
  });
  part("close").addEventListener("click", close);
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return { open, close };
}

/** What a Mini App says, worded as for Telegram Web: a JSON string with `eventType` and `eventData`. */
function heard(data, close) {
  if (typeof data !== "string") return;
  let said;
  try {
    said = JSON.parse(data);
  } catch {
    return;
  }
  if (said?.eventType === "web_app_close") close();
  if (said?.eventType === "web_app_open_link" && typeof said.eventData?.url === "string") {
    const { protocol, href } = new URL(said.eventData.url, location.href);
    if (["http:", "https:"].includes(protocol)) window.open(href, "_blank", "noopener,noreferrer");
  }
}
