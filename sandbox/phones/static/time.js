// What time it is in the make-believe world: the real time and what the desk has put it ahead, as the clocks of Lima say.

export const CLOCK = "/control/clock";

const LIMA = { timeZone: "America/Lima" };
const BEHIND = 5 * 3_600_000; // Lima is five hours behind UTC, all year round
const DAY = 86_400_000;
const MINUTE = 60_000;
const hour = new Intl.DateTimeFormat("es-PE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...LIMA });
const day = new Intl.DateTimeFormat("es-PE", { day: "numeric", month: "long", ...LIMA });
const whole = new Intl.DateTimeFormat("es-PE", { dateStyle: "full", ...LIMA });

let ahead = 0; // milliseconds from this machine's clock to the one of the make-believe world
let timer = 0;
const shown = [];

export const now = () => new Date(Date.now() + ahead);
export const clockTime = (when) => hour.format(when);

/** "viernes, 27 de noviembre de 2026". */
export const fullDay = (when) => whole.format(when);

/** Days since 1970 as they are counted in Lima. */
export const dayNumber = (when) => Math.floor((when.getTime() - BEHIND) / DAY);

/** "Hoy", "Ayer" or "3 de diciembre". */
export function dayName(when) {
  const days = dayNumber(now()) - dayNumber(when);
  if (days === 0) return "Hoy";
  return days === 1 ? "Ayer" : day.format(when);
}

/** The next morning at eight. */
export const nextMorning = () => new Date((dayNumber(now()) + 1) * DAY + BEHIND + 8 * 3_600_000);

/** What a field for date and time says, with Lima's clock in mind; null for an empty one. */
export const inLima = (value) => (value ? new Date(`${value}-05:00`) : null);

/** Go by what the clock of the make-believe world says. */
export function learn({ now: told }) {
  ahead = Date.parse(told) - Date.now();
  tick();
}

/** Call `show` with the time now, at every full minute, and whenever the clock is moved. */
export function everyMinute(show) {
  shown.push(show);
  tick();
}

function tick() {
  clearTimeout(timer);
  for (const show of shown) show(now());
  timer = setTimeout(tick, MINUTE - (now().getTime() % MINUTE));
}
