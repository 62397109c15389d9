// The page's only way out: JSON requests to the control APIs, and event streams that mend themselves.

export const PORTAL = "/control/portal";
export const TELEGRAM = "/control/telegram";
export const MAIL = "/control/mail";
export const WHATSAPP = "/control/whatsapp";

/** The server said no; `status` is its number. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Nobody answered. The event streams show that to the person, so callers may leave it at that. */
export class Lost extends Error {}

async function call(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    body: body === undefined || form ? body : JSON.stringify(body),
    headers: body === undefined || form ? {} : { "Content-Type": "application/json" },
    cache: "no-store",
  }).catch((cause) => { throw new Lost(path, { cause }); });
  if (!answer.ok) throw new Refusal(answer.status, `${method} ${path}: ${answer.status}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);

/** Wrap a loader so that calls made while it runs melt into one more run: a burst of events costs two requests. */
export function coalesced(load) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await load();
    } while (again);
  };
  return () => {
    again = true;
    running ??= run().finally(() => { running = null; });
    return running;
  };
}

const lost = new Set();
const notice = document.getElementById("connection");
const showLost = () => { notice.hidden = lost.size === 0; };

/**
 * Listen to an event stream until the returned function is called. `opened` runs at every (re)connection, since
 * events in between are gone; `failed` when there is none, since a stream cannot say why (the person may be gone).
 * A hidden tab hangs up: browsers allow six connections per address, shared by all tabs.
 */
export function listen(path, { opened, events, failed = () => {} }) {
  let source = null;
  let timer = 0;
  let pause = 500;
  const me = Symbol(path);
  const hangUp = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const connect = () => {
    hangUp();
    if (document.hidden) return;
    source = new EventSource(path);
    source.onopen = () => {
      pause = 500;
      lost.delete(me);
      showLost();
      opened();
    };
    source.onerror = () => {
      lost.add(me);
      showLost();
      hangUp(); // the browser gives up for good after an HTTP error, so the retry is ours
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, 8000);
      failed();
    };
    for (const [name, heard] of Object.entries(events)) {
      source.addEventListener(name, (event) => heard(parsed(event.data)));
    }
  };
  document.addEventListener("visibilitychange", connect);
  connect();
  return () => {
    document.removeEventListener("visibilitychange", connect);
    hangUp();
    lost.delete(me);
    showLost();
  };
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
