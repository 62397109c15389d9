// How the script-built pages talk to the JSON API, in whichever dialect the server speaks. Runs before the others.
"use strict";

const setup = JSON.parse(document.getElementById("setup").textContent);
const NOTICES = "/sine-api/casilla/notificaciones";
const kept = window.sessionStorage;

const named = (field) => setup.names[field] ?? field;

class Refused extends Error {
  constructor(status, body) {
    super(body?.[named("mensaje")] ?? "El servicio no está disponible en este momento. Inténtalo más tarde.");
    this.status = status;
    this.code = body?.[named("codigo")];
  }
}

async function call(path, { method = "GET", body } = {}) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (kept.token) headers.Authorization = `Bearer ${kept.token}`;
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0, null);
  }
  if (response.ok) return response;
  throw new Refused(response.status, await response.json().catch(() => null));
}

const post = async (path, fields) => {
  const body = Object.fromEntries(Object.entries(fields).map(([name, value]) => [named(name), value]));
  return (await call(path, { method: "POST", body })).json();
};

function admit(person) {
  kept.holder = person[named("titular")];
  if (person.token) kept.token = person.token;
}

function forget() {
  kept.removeItem("holder");
  kept.removeItem("token");
}

/** Sign in with a form's usuario and clave, and with what was read in its picture where one is shown. */
async function signIn(form) {
  const fields = { usuario: form.usuario.value, clave: form.clave?.value ?? "" };
  const picture = form.querySelector(".picture");
  if (!picture.hidden) Object.assign(fields, { captcha: picture.dataset.captcha, textoCaptcha: form.captcha.value });
  admit(await post("/sine-api/autenticacion", fields));
}

/** After a refusal: a new picture where one is wanted, or where one was just used up. */
async function askForPicture(form, refused) {
  const picture = form.querySelector(".picture");
  if (picture.hidden && refused.code !== "CAPTCHA_REQUERIDO") return;
  const { captcha } = await post("/sine-api/captcha", {});
  picture.dataset.captcha = captcha;
  picture.querySelector("img").src = `/sine-ui/captcha/${captcha}.png`;
  picture.hidden = false;
  form.captcha.required = true;
  form.captcha.value = "";
}

// Fetched rather than linked: in the second dialect the session travels in a header, which a link cannot carry.
async function download(path, name) {
  const address = URL.createObjectURL(await (await call(path)).blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
