// Keeps a chat at its end while the person reads there; to one who has scrolled up it says how much came meanwhile.

import { plural } from "./dom.js";

const NEAR = 90; // pixels from the end within which the person counts as being there

/** `log` in `scroll`; `newer` with its `badge` leads back to the end, where `field` takes the focus. */
export function following({ scroll, log, newer, badge, field }) {
  let waiting = 0;
  let there = true; // until the person scrolls up; how far the end is says nothing while a smooth scroll runs
  let top = 0;

  function toEnd(behavior) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroll.scrollTo({ top: scroll.scrollHeight, behavior: calm ? "instant" : behavior });
  }

  function mark() {
    if (there) waiting = 0;
    newer.hidden = there;
    badge.hidden = waiting === 0;
    badge.textContent = String(waiting);
    newer.setAttribute("aria-label", waiting ? `Ver ${plural(waiting, "mensaje nuevo", "mensajes nuevos")}` : "Ir a lo más reciente");
  }

  function scrolled() {
    const end = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    if (end) there = true;
    else if (scroll.scrollTop < top) there = false;
    top = scroll.scrollTop;
    mark();
  }

  scroll.addEventListener("scroll", scrolled, { passive: true });
  newer.addEventListener("click", () => {
    toEnd("smooth");
    field.focus();
  });
  // What grows after it was placed (pictures, the keyboard of a phone) must not push the end out of sight.
  new ResizeObserver(() => { if (there) toEnd("instant"); }).observe(scroll);
  log.addEventListener("load", () => { if (there) toEnd("instant"); }, true);
  return {
    /** So many messages came; who wrote one of them (`own`) goes to the end. */
    came(count, { own }) {
      if (own) there = true;
      if (!there) waiting += count;
      else toEnd(count ? "smooth" : "instant");
      mark();
    },
    /** Another chat is shown: begin at its end. */
    restart() { there = true; },
  };
}
