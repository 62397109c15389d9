// Whose phone it is: a small choice of invented people, remembered by this browser.

import { element } from "./dom.js";
import { get, post } from "./wire.js";

const ANOTHER = "another";

/**
 * Offer the phones of one messenger; `hold(owner)` is called with `{id, name, …}` whenever another one is taken in hand.
 *
 * @param {object} place
 *   people: the path that lists and creates people · kept: the name under which the browser remembers
 *   choice, another, box, form, name, cancel: the elements · first: the owner to begin with
 *   asked(): what the form says besides the name · body(owner): how the messenger is told
 *   called(person): a listed person's name · label(owner): what the choice shows
 */
export async function owners({ hold, place }) {
  const { choice, box } = place;
  const kept = () => JSON.parse(localStorage.getItem(place.kept) ?? '{"people":[],"current":null}');
  const keep = (phones) => localStorage.setItem(place.kept, JSON.stringify(phones));
  let phones = await stillThere(kept(), place);

  function take(id) {
    phones = { ...phones, current: id };
    keep(phones);
    draw();
    hold(phones.people.find((owner) => owner.id === id));
  }

  async function create(owner) {
    const { id } = await post(place.people, place.body(owner));
    phones.people.push({ ...owner, id });
    take(id);
  }

  function draw() {
    choice.replaceChildren(
      ...phones.people.map((owner) => element("option", { value: owner.id }, place.label(owner))),
      element("option", { value: ANOTHER }, "+ otro teléfono…"),
    );
    choice.value = phones.current;
  }

  /** After a reset of the simulation its people are gone: begin again with those it still knows. */
  async function recover() {
    phones = await stillThere(phones, place);
    if (!phones.people.length) await create(place.first);
    else take(phones.people.some(({ id }) => id === phones.current) ? phones.current : phones.people[0].id);
  }

  const ask = () => {
    choice.value = phones.current;
    place.name.value = "";
    box.showModal();
    place.name.focus();
  };
  choice.addEventListener("change", () => {
    if (choice.value === ANOTHER) ask();
    else take(Number(choice.value));
  });
  place.another.addEventListener("click", ask);
  place.cancel.addEventListener("click", () => box.close());
  place.form.addEventListener("submit", () => create({ name: place.name.value.trim() || "Alguien", ...place.asked() }));

  await recover();
  return { recover };
}

/** A restarted sandbox may have given an old number to somebody else, so the name must fit too. */
async function stillThere({ people, current }, place) {
  const known = new Map((await get(place.people)).map((person) => [person.id, place.called(person)]));
  return { people: people.filter(({ id, name }) => known.get(id) === name), current };
}
