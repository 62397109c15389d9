// The clock on the desk: what time it is in the make-believe world, and the buttons that put it ahead.

import { announce, byId, plural } from "./dom.js";
import { clockTime, CLOCK, everyMinute, fullDay, learn, nextMorning, now } from "./time.js";
import { post } from "./wire.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Bring the clock to life; gives the function that shows what its server says. */
export function deskClock() {
  const said = byId("clock-said");

  async function move(body) {
    try {
      show(await post(CLOCK, body));
      announce(said, `Ahora son las ${clockTime(now())} del ${fullDay(now())}.`);
    } catch {
      announce(said, "No se pudo mover el reloj. Inténtalo otra vez.");
    }
  }

  const moves = {
    "clock-hour": () => ({ forward_seconds: HOUR }),
    "clock-day": () => ({ forward_seconds: DAY }),
    "clock-morning": () => ({ forward_seconds: (nextMorning() - now()) / 1000 }),
    "clock-back": () => ({ ahead_seconds: 0 }),
  };
  for (const [id, body] of Object.entries(moves)) byId(id).addEventListener("click", () => move(body()));
  everyMinute((when) => {
    byId("clock-day-now").textContent = fullDay(when);
    byId("clock-time-now").textContent = clockTime(when);
  });
  return show;
}

function show(told) {
  const seconds = told.ahead_seconds;
  byId("clock-ahead").textContent = seconds ? `adelantado ${span(seconds)}` : "la hora real";
  byId("clock-ahead").classList.toggle("moved", seconds > 0);
  learn(told);
}

/** "3 días y 2 horas"; the smaller part is left out where it is nothing, minutes where there are days. */
function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [days && plural(days, "día", "días"), hours && plural(hours, "hora", "horas"), !days && rest && plural(rest, "minuto", "minutos")];
  return parts.filter(Boolean).join(" y ") || "menos de un minuto";
}
