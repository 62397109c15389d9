// Small words for building the page: elements, icons, and copying to the clipboard.

export const byId = (id) => document.getElementById(id);

/** Make an element; attributes that are null or false are left out, functions become listeners (`click: …`). */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A drawing of one path on a 24 × 24 field. */
export function icon(path, { filled = false } = {}) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  const looks = filled
    ? {}
    : { fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [name, value] of Object.entries({ d: path, ...looks })) line.setAttribute(name, value);
  drawing.append(line);
  return drawing;
}

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** Put text on the clipboard; false where the browser refuses (it does without https or a local address). */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Say something in a live region, also when it is the same sentence as before. */
export function announce(region, text) {
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Put the children in place without rebuilding those that say the same as before: focus and reading stay put. */
export function reconcile(parent, items, { key, make }) {
  const kept = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    const said = JSON.stringify(item);
    let node = kept.get(name);
    kept.delete(name);
    if (!node || node.dataset.said !== said) {
      const fresh = make(item);
      fresh.dataset.key = name;
      fresh.dataset.said = said;
      if (node) {
        if (before === node) before = fresh;
        replaceKeepingFocus(node, fresh);
      }
      node = fresh;
    }
    if (node === before) before = before.nextElementSibling;
    else parent.insertBefore(node, before);
  }
  for (const gone of kept.values()) gone.remove();
}

const FOCUSABLE = "button, a[href], input, select, [tabindex]";

function replaceKeepingFocus(old, fresh) {
  const place = [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (place < 0) return;
  const choices = [...fresh.querySelectorAll(FOCUSABLE)];
  const next = choices[Math.min(place, choices.length - 1)];
  if (next) next.focus({ preventScroll: true });
}
