// The list of the bot's commands over the composer: opened by the menu button or by typing "/", walked by arrow keys.

import { byId, element } from "./dom.js";

const list = byId("commands");
const menu = byId("menu");
const text = byId("text");

/** The list; `choose(command)` is called with the chosen one, e.g. "/ayuda". */
export function commandList({ choose }) {
  let all = [];
  let shown = [];
  let active = -1;

  function show(commands) {
    shown = commands;
    active = -1;
    list.replaceChildren(...shown.map(row));
    list.hidden = shown.length === 0;
    menu.setAttribute("aria-expanded", String(!list.hidden));
    text.removeAttribute("aria-activedescendant");
  }

  function row({ command, description }, place) {
    const pick = (event) => {
      event.preventDefault(); // the focus stays in the text field
      take(place);
    };
    return element(
      "li",
      { id: `command-${place}`, role: "option", "aria-selected": "false", mousedown: pick },
      element("b", {}, `/${command}`),
      element("span", {}, description),
    );
  }

  function take(place) {
    const { command } = shown[place];
    show([]);
    choose(`/${command}`);
  }

  function move(step) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (active + step + shown.length) % shown.length;
    const row = list.children[active];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", row.id);
  }

  /** True when the key was meant for the list. */
  function key(event) {
    if (list.hidden) return false;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(active < 0 ? 0 : -1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Tab" && active < 0) return false;
    else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) take(active);
    else return false;
    event.preventDefault();
    return true;
  }

  menu.addEventListener("click", () => {
    show(list.hidden ? all : []);
    text.focus();
  });
  text.addEventListener("blur", (event) => { if (event.relatedTarget !== menu) show([]); });
  text.addEventListener("input", () => {
    const typed = /^\/([a-z0-9_]*)$/.exec(text.value);
    show(typed ? all.filter(({ command }) => command.startsWith(typed[1])) : []);
  });

  return {
    key,
    /** The commands the bot registered for this person's language. */
    learn(commands) {
      all = commands;
      menu.hidden = all.length === 0;
    },
    hide: () => show([]),
  };
}
