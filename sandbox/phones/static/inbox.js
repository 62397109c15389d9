// The mail sink's inbox on the desk: what anybody in the simulation was sent, opened as plain text.

import { byId, element, plural, reconcile } from "./dom.js";
import { clockTime, dayName } from "./time.js";
import { get, MAIL } from "./wire.js";

const box = byId("mail");

/** Bring the inbox to life; gives the function that shows what it holds now. The desk's event stream tells when. */
export function inbox() {
  byId("mail-close").addEventListener("click", () => box.close());
  return async () => showMails(await get(`${MAIL}/mails`));
}

function showMails(mails) {
  byId("mails-none").hidden = mails.length > 0;
  const dated = mails.map((mail) => ({ ...mail, day: dayName(new Date(mail.received_at)) }));
  reconcile(byId("mails"), dated, { key: ({ id }) => id, make: row });
}

function row({ id, to, subject, received_at: at, day, attachments }) {
  const extra = attachments.length ? ` · ${plural(attachments.length, "adjunto", "adjuntos")}` : "";
  return element(
    "li",
    {},
    element("button", { type: "button", class: "plain", click: () => open(id) }, subject || "(sin asunto)"),
    element("small", {}, `Para ${to.join(", ")} · `, element("time", { datetime: at }, `${day}, ${clockTime(new Date(at))}`), extra),
  );
}

async function open(id) {
  const mail = await get(`${MAIL}/mails/${id}`).catch(() => null);
  if (!mail) return;
  byId("mail-subject").textContent = mail.subject || "(sin asunto)";
  const lines = [["De", mail.from], ["Para", mail.to.join(", ")], ["Responder a", mail.reply_to], ["Adjuntos", mail.attachments.map(({ name }) => name).join(", ")]];
  byId("mail-about").replaceChildren(
    ...lines.filter(([, value]) => value).flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]),
  );
  byId("mail-text").textContent = mail.text;
  byId("mail-raw").href = `${MAIL}/mails/${id}/raw`;
  box.showModal();
}
