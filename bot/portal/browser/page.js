// What a person would see of a page, as plain data. Runs in a world of its own beside the page's scripts: they share the
// document with it and nothing else, so that whatever they redefine is not what is called here.
"use strict";
if (!globalThis.buzon) {
  const UNSEEN = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "OBJECT", "EMBED", "IFRAME", "svg", "OPTION"]);
  const INLINE = new Set(
    ["B", "STRONG", "I", "EM", "SPAN", "SMALL", "BR", "U", "MARK", "ABBR", "TIME", "SUP", "SUB", "FONT", "CODE", "WBR"],
  );
  const ROLES = {
    A: "link", BUTTON: "button", SELECT: "choice", TEXTAREA: "field", TABLE: "table", TR: "row", TH: "head", TD: "cell",
    IMG: "picture", H1: "heading", H2: "heading", H3: "heading", H4: "heading", H5: "heading", H6: "heading", LI: "item",
    ARTICLE: "item", DIALOG: "dialog", NAV: "menu", DT: "term", DD: "definition", LABEL: "label", CAPTION: "caption",
    SUMMARY: "button", FORM: "form",
  };
  const INPUTS = {
    password: "password", submit: "button", button: "button", image: "button", reset: "other", checkbox: "other",
    radio: "other", file: "other", hidden: "other", range: "other", color: "other", date: "date",
  };
  const SAID = {
    link: "link", button: "button", menuitem: "link", tab: "button", dialog: "dialog", alertdialog: "dialog",
    alert: "alert", heading: "heading", row: "row", cell: "cell", gridcell: "cell", columnheader: "head", table: "table",
    grid: "table", listitem: "item", article: "item", navigation: "menu", textbox: "field", img: "picture",
  };
  const ACTED = new Set(["link", "button", "field", "password", "date", "choice", "picture"]);
  const POINTED = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick"];
  const MOST = 20000, LONGEST = 200000, DEEPEST = 200;
  let kept = [], version = 0, waiting = null;

  const line = (text) => (text ?? "").replace(/\s+/g, " ").trim().slice(0, 2000);
  function role(element) {
    const said = SAID[(element.getAttribute("role") ?? "").trim().split(/\s+/)[0].toLowerCase()];
    if (said) return said;
    if (element.tagName === "INPUT") return INPUTS[element.type] ?? "field";
    if (element.tagName === "A" && !element.hasAttribute("href")) return element.hasAttribute("onclick") ? "link" : "";
    return ROLES[element.tagName] ?? "";
  }
  const named = (element, attribute) => line(element.getAttribute(attribute));
  function label(element) {
    const ids = named(element, "aria-labelledby");
    const by = ids && line(ids.split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" "));
    return by || named(element, "aria-label") || line([...(element.labels ?? [])].map((one) => one.innerText).join(" "));
  }
  function name(element, role) {
    if (role === "picture") return [named(element, "alt") || named(element, "aria-label"), "label"];
    if (role === "link" || role === "button") {
      const inner = element.tagName === "INPUT" ? element.value || named(element, "alt") : element.innerText;
      const inside = element.querySelector?.("img[alt]");
      return [named(element, "aria-label") || line(inner) || (inside ? named(inside, "alt") : "") || named(element, "title"), "label"];
    }
    const own = label(element);
    if (own) return [own, "label"];
    const unchosen = element.tagName === "SELECT" && element.options[0]?.value === "" ? line(element.options[0].label) : "";
    const hint = named(element, "placeholder") || unchosen;
    return hint ? [hint, "placeholder"] : [named(element, "title"), "title"];
  }
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  function whole(element) {
    // Nothing but words in it, so that it is read at once, as it is laid out: with its line breaks.
    for (const inner of element.getElementsByTagName("*")) if (!INLINE.has(inner.tagName) || inner.hasAttribute("role")) return false;
    return true;
  }
  function look() {
    const nodes = [];
    let letters = 0;
    kept = [];
    const add = (element, parent, role, name, from, text) => {
      if (nodes.length >= MOST || (letters += name.length + text.length) > LONGEST) return -1;
      const off = Boolean(element.disabled) || element.getAttribute?.("aria-disabled") === "true";
      const href = role === "link" && typeof element.href === "string" ? element.href.slice(0, 2000) : "";
      const options = role === "choice" ? [...element.options].slice(0, 400).map((one) => line(one.label)) : [];
      const length = typeof element.value === "string" && (role === "field" || role === "password") ? element.value.length : 0;
      kept.push(element);
      nodes.push([parent, role, name, from, text, href, off, options, length]);
      return nodes.length - 1;
    };
    const walk = (element, parent, depth) => {
      if (depth > DEEPEST || UNSEEN.has(element.tagName) || !visible(element)) return;
      const is = role(element);
      if (is === "other") return;
      const plain = whole(element);
      if (ACTED.has(is)) {
        const [called, from] = name(element, is);
        const acted = add(element, parent, is, called, from, "");
        if ((is === "link" || is === "button") && !plain && acted >= 0) inside(element, acted, depth);
        return;
      }
      if (plain) {
        const text = element.innerText.trim();
        if (text || is === "cell" || is === "head") add(element, parent, is || "text", "", "", text);
        return;
      }
      const here = add(element, parent, is || "group", "", "", "");
      if (here >= 0) inside(element, here, depth);
    };
    const inside = (element, here, depth) => {
      for (const child of (element.shadowRoot ?? element).childNodes) {
        if (child.nodeType === Node.ELEMENT_NODE) walk(child, here, depth + 1);
        else if (child.nodeType === Node.TEXT_NODE && child.data.trim()) add(element, here, "text", "", "", line(child.data));
      }
    };
    if (document.body) walk(document.body, -1, 0);
    return { nodes, version, ready: document.readyState === "complete", full: nodes.length < MOST && letters <= LONGEST };
  }
  function stirred() {
    version += 1;
    if (waiting) waiting();
  }
  new MutationObserver(stirred).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  document.addEventListener("readystatechange", stirred);
  // Resolves once the page has changed since `seen`, or after `most` milliseconds.
  function changed(seen, most) {
    if (version !== seen) return true;
    return new Promise((done) => {
      const end = () => {
        waiting = null;
        done(true);
      };
      const limit = setTimeout(end, most);
      waiting = () => {
        clearTimeout(limit);
        waiting = null;
        setTimeout(end, 5);
      };
    });
  }
  const at = (index) => (kept[index]?.isConnected ? kept[index] : null);
  function press(index) {
    const element = at(index);
    if (!element) return false;
    element.removeAttribute("target");
    element.scrollIntoView({ block: "center" });
    element.click();
    return true;
  }
  function focus(index) {
    const element = at(index);
    if (!element) return false;
    element.focus();
    element.select?.();
    return true;
  }
  const typed = (index) => at(index)?.value?.length ?? -1;
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const tell = (element) => ["input", "change"].forEach((kind) => element.dispatchEvent(new Event(kind, { bubbles: true })));
  function date(index, day) {
    const element = at(index);
    if (!element) return false;
    setter.call(element, day);
    tell(element);
    return element.value === day;
  }
  function choose(index, option) {
    const element = at(index);
    if (!element || option >= element.options.length) return false;
    element.selectedIndex = option;
    tell(element);
    return true;
  }
  function scroll(index) {
    at(index)?.scrollIntoView({ block: "end" });
    window.scrollTo(0, document.documentElement.scrollHeight);
    return true;
  }
  function box(index) {
    const element = at(index);
    if (!element) return null;
    element.scrollIntoView({ block: "center" });
    const { x, y, width, height } = element.getBoundingClientRect();
    const drawn = element.tagName !== "IMG" || (element.complete && element.naturalWidth > 0);
    return drawn ? { x: x + window.scrollX, y: y + window.scrollY, width, height } : null;
  }
  // What a person points at: the next click tells the numbers of what was clicked, the innermost first, and does nothing
  // else on the page. A label stands for its field.
  let point = null;
  function pointing(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type !== "click") return;
    const path = event.composedPath();
    const labelled = path.find((one) => one.tagName === "LABEL")?.control;
    unpoint([labelled, ...path].map((one) => kept.indexOf(one)).filter((index) => index >= 0));
  }
  function pointed() {
    for (const kind of POINTED) addEventListener(kind, pointing, true);
    return new Promise((done) => (point = done));
  }
  function unpoint(at = []) {
    for (const kind of POINTED) removeEventListener(kind, pointing, true);
    point?.(at);
    return true;
  }
  globalThis.buzon = { look, changed, press, focus, typed, date, choose, scroll, box, pointed, unpoint };
}
