// The form that publishes a notice: whose mailbox, which kind, which of its texts, and for which time of deposit.

import { announce, byId, element } from "./dom.js";
import { clockTime, fullDay, inLima } from "./time.js";
import { coalesced, get, PORTAL, post } from "./wire.js";

const whose = byId("publish-person");
const kind = byId("publish-kind");
const sample = byId("publish-sample");
const at = byId("publish-at");
const pdf = byId("publish-pdf");

/** Bring the form to life; gives the function that shows anew what would be published. */
export function publishing() {
  let kinds = [];
  let wanted = true; // whether the person at the desk wants a PDF, where the text leaves the choice
  const offered = () => kinds.find((one) => one.kind === kind.value)?.samples ?? [];

  const preview = coalesced(async () => {
    if (!whose.value || !sample.value || !at.validity.valid) return;
    const asked = new URLSearchParams({ sample: sample.value });
    if (at.value) asked.set("deposited_at", inLima(at.value).toISOString());
    const { subject, body } = await get(`${PORTAL}/people/${whose.value}/draft?${asked}`);
    byId("publish-subject").textContent = subject;
    byId("publish-text").textContent = body.replaceAll("\n\n", "\n"); // the first lines, not the space between them
  });
  const look = () => preview().catch(() => {}); // the next change looks again

  function choices() {
    sample.replaceChildren(...offered().map(({ id, title }) => element("option", { value: id }, title)));
    chosen();
  }

  function chosen() {
    const scanned = offered().find(({ id }) => id === sample.value)?.scanned ?? false;
    byId("publish-scanned").hidden = !scanned;
    pdf.disabled = scanned;
    pdf.checked = scanned || wanted;
    look();
  }

  async function publish(event) {
    event.preventDefault();
    const said = byId("publish-said");
    const name = whose.selectedOptions[0].textContent;
    const deposited = inLima(at.value);
    const dated = deposited ? ` con fecha ${fullDay(deposited)}, ${clockTime(deposited)}` : "";
    const body = { kind: kind.value, sample: sample.value, pdf: pdf.checked, deposited_at: deposited };
    try {
      await post(`${PORTAL}/people/${whose.value}/notices`, body);
      announce(said, `Publicada en la casilla de ${name}${dated}.`);
    } catch {
      announce(said, "No se pudo publicar. Inténtalo otra vez.");
    }
  }

  kind.addEventListener("change", choices);
  sample.addEventListener("change", chosen);
  whose.addEventListener("change", look);
  at.addEventListener("change", look);
  pdf.addEventListener("change", () => { wanted = pdf.checked; });
  byId("publish-now").addEventListener("click", () => {
    at.value = "";
    look();
  });
  byId("publish").addEventListener("submit", publish);
  get(`${PORTAL}/kinds`).then((told) => {
    kinds = told;
    kind.replaceChildren(...kinds.map((one) => element("option", { value: one.kind }, one.label)));
    choices();
  });
  return look;
}
