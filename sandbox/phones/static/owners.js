// Whose phone it is: a small choice of invented Telegram people, remembered by this browser.

import { byId, element } from "./dom.js";
import { get, post, TELEGRAM } from "./wire.js";

const KEPT = "phones";
const choice = byId("owner");
const box = byId("new-phone");
const name = byId("new-phone-name");
const language = byId("new-phone-language");
const ANOTHER = "another";

const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? '{"people":[],"current":null}');
const keep = (phones) => localStorage.setItem(KEPT, JSON.stringify(phones));

/** Offer the phones; `hold(owner)` is called with `{id, name, language}` whenever another one is taken in hand. */
export async function owners({ hold }) {
  let phones = await stillThere(kept());

  function take(id) {
    phones = { ...phones, current: id };
    keep(phones);
    draw();
    hold(phones.people.find((owner) => owner.id === id));
  }

  async function create(owner) {
    const { id } = await post(`${TELEGRAM}/people`, { first_name: owner.name, language_code: owner.language });
    phones.people.push({ ...owner, id });
    take(id);
  }

  function draw() {
    choice.replaceChildren(
      ...phones.people.map((owner) => element("option", { value: owner.id }, owner.language === "es" ? owner.name : `${owner.name} (${owner.language})`)),
      element("option", { value: ANOTHER }, "+ otro teléfono…"),
    );
    choice.value = phones.current;
  }

  /** After a reset of the simulation its people are gone: begin again with those it still knows. */
  async function recover() {
    phones = await stillThere(phones);
    if (!phones.people.length) await create({ name: "Yuleisy", language: "es" });
    else take(phones.people.some(({ id }) => id === phones.current) ? phones.current : phones.people[0].id);
  }

  const ask = () => {
    choice.value = phones.current;
    name.value = "";
    box.showModal();
    name.focus();
  };
  choice.addEventListener("change", () => {
    if (choice.value === ANOTHER) ask();
    else take(Number(choice.value));
  });
  byId("another").addEventListener("click", ask);
  byId("new-phone-cancel").addEventListener("click", () => box.close());
  byId("new-phone-form").addEventListener("submit", () => create({ name: name.value.trim() || "Alguien", language: language.value }));

  await recover();
  return { recover };
}

/** A restarted sandbox may have given an old number to somebody else, so the name must fit too. */
async function stillThere({ people, current }) {
  const known = new Map((await get(`${TELEGRAM}/people`)).map((person) => [person.id, person.first_name]));
  return { people: people.filter(({ id, name: called }) => known.get(id) === called), current };
}
