// What is wrong with a page for who can't see it well, or at all: run in the page, gives a list of complaints.
() => {
  const wrong = [];
  const all = (what) => [...document.querySelectorAll(what)].filter((one) => one.checkVisibility());
  const say = (what, one) => wrong.push(`${what}: ${one.outerHTML.slice(0, 90)}`);
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push("wider than the screen");
  if (all("h1").length !== 1) wrong.push(`${all("h1").length} h1`);
  if (all("main").length !== 1 || all("header").length !== 1) wrong.push("landmarks");
  let level = 1;
  for (const heading of all("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say("a level is left out", heading);
    level = own;
  }
  const named = (one) => one.getAttribute("aria-label")?.trim() || one.getAttribute("aria-labelledby") ||
    one.labels?.length || one.textContent.trim();
  for (const one of all("a, button, summary, select, textarea, input:not([type=hidden]), [role=img], progress, nav")) {
    if (!named(one)) say("no name", one);
  }
  for (const one of all("a.button, button, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])")) {
    if (one.getBoundingClientRect().height < 44) say("too low for a thumb", one);
  }
  for (const table of all("table")) {
    if (!table.caption || !table.querySelector("th[scope=col]")) say("a table without caption or heads", table);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
  for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const id of `${one.getAttribute("aria-labelledby") ?? ""} ${one.getAttribute("aria-describedby") ?? ""}`.split(/\s+/)) {
      if (id && !ids.includes(id)) say(`points to nothing (${id})`, one);
    }
  }
  // Contrast: WCAG 2.2, 1.4.3.
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([red, green, blue]) => [red, green, blue].map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one.checkVisibility() || one.closest("option, svg")) continue;
    const style = getComputedStyle(one);
    const [above, below] = [light(parts(style.color)), light(ground(one))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if ((above + 0.05) / (below + 0.05) < least) say(`contrast ${((above + 0.05) / (below + 0.05)).toFixed(2)}`, one);
  }
  return wrong;
}
