// The phone as a whole: one owner at a time, the chat as the server tells it, and the small menu of its header.

import { byId } from "./dom.js";
import { conversation, presence } from "./chat.js";
import { composer } from "./composer.js";
import { owners } from "./owners.js";
import { webView } from "./sheet.js";
import { clockTime, everyMinute } from "./time.js";
import { toast } from "./toast.js";
import { coalesced, get, listen, Lost, post, Refusal, TELEGRAM } from "./wire.js";

const more = byId("more");
const moreList = byId("more-list");
const PLACE = {
  people: `${TELEGRAM}/people`,
  kept: "phones",
  choice: byId("owner"),
  another: byId("another"),
  box: byId("new-phone"),
  form: byId("new-phone-form"),
  name: byId("new-phone-name"),
  cancel: byId("new-phone-cancel"),
  first: { name: "Yuleisy", language: "es" },
  asked: () => ({ language: byId("new-phone-language").value }),
  body: ({ name, language }) => ({ first_name: name, language_code: language }),
  called: (person) => person.first_name,
  label: ({ name, language }) => (language === "es" ? name : `${name} (${language})`),
};

/** Bring the phone to life; `arrived` hears that the bot said something. Gives what looks at the chat again. */
export async function phone({ arrived }) {
  let owner = null;
  let stop = () => {};
  let people = null;
  const person = () => owner.id;
  const view = webView({ id: "sheet", chat: byId("chat"), field: byId("text") });
  const writing = composer({ person, failed: () => refresh() });
  const chat = conversation({ person, open: view.open, say: writing.say, arrived });

  const refresh = coalesced(async () => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  });

  async function look() {
    const asked = owner;
    try {
      const state = await get(`${TELEGRAM}/people/${asked.id}/chat`);
      if (asked === owner) show(state);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
      if (asked === owner) await people?.recover();
    }
  }

  function show(state) {
    const empty = state.messages.length === 0;
    if (state.bot?.name) byId("bot-name").textContent = state.bot.name;
    if (state.bot?.description) byId("description").textContent = state.bot.description;
    chat.show(state.messages);
    typing(state.typing);
    writing.learn(state.commands ?? []);
    const leaving = [byId("start"), byId("unblock")].includes(document.activeElement);
    byId("welcome").hidden = !empty;
    byId("start").hidden = !empty || state.blocked;
    byId("unblock").hidden = !state.blocked;
    byId("composer").hidden = empty || state.blocked;
    if (leaving && !byId("composer").hidden) byId("text").focus(); // the button that had the focus is gone
    byId("repeat").disabled = empty;
    byId("block").textContent = state.blocked ? "Desbloquear el bot" : "Bloquear el bot";
    byId("block").dataset.to = state.blocked ? "unblock" : "block";
  }

  function hold(next) {
    stop();
    view.close();
    chat.clear();
    owner = next;
    stop = listen(`${TELEGRAM}/people/${owner.id}/events`, { opened: refresh, failed: refresh, events: { chat: refresh } });
    refresh();
  }

  async function order(path, body) {
    closeMore();
    try {
      await post(path, body);
    } catch {
      toast("No se pudo. Inténtalo otra vez.");
    }
  }

  byId("start").addEventListener("click", () => writing.say("/start"));
  byId("unblock").addEventListener("click", () => order(`${TELEGRAM}/people/${person()}/unblock`));
  byId("block").addEventListener("click", (event) => order(`${TELEGRAM}/people/${person()}/${event.target.dataset.to}`));
  byId("repeat").addEventListener("click", () => order(`${TELEGRAM}/repeat-last`, { person: person() }));
  menu();
  statusBars();
  people = await owners({ hold, place: PLACE });
  return { refresh };
}

let quiet = 0;

/** Nobody says when the bot stops typing without writing: Telegram lets it fade after five seconds. */
function typing(now) {
  clearTimeout(quiet);
  presence(now);
  if (now) quiet = setTimeout(presence, 5000, false);
}

function closeMore() {
  moreList.hidden = true;
  more.setAttribute("aria-expanded", "false");
}

function menu() {
  more.addEventListener("click", () => {
    moreList.hidden = !moreList.hidden;
    more.setAttribute("aria-expanded", String(!moreList.hidden));
    if (!moreList.hidden) moreList.querySelector("button").focus();
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".more, #more")) closeMore(); });
  moreList.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closeMore();
    more.focus();
  });
}

function statusBars() {
  everyMinute((when) => {
    for (const shown of document.querySelectorAll(".clock")) shown.textContent = clockTime(when);
  });
}
