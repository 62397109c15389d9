// Agencia Digital, page after page: Extranjero → data → captcha → section → file → the link to the mailbox.
"use strict";

const main = document.getElementById("main");

class Refused extends Error {
  constructor(body) {
    super(body?.mensaje ?? "El servicio no está disponible en este momento. Inténtalo más tarde.");
    this.code = body?.codigo;
  }
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`/agencia-api${path}`, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) throw new Refused(said);
  return said;
}

function show(view) {
  main.replaceChildren(document.getElementById(`view-${view}`).content.cloneNode(true));
  (main.querySelector("input, select") ?? main).focus();
}

function complain(message) {
  const alert = main.querySelector(".alert");
  alert.textContent = message;
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

/** Send the shown form with `more`; refusals whose code is in `restart` begin the visit anew. */
function sending(path, { more = {}, restart = ["SESION_EXPIRADA"], done }) {
  const form = main.querySelector("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      done(await post(path, { ...Object.fromEntries(new FormData(form)), ...more }));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      if (restart.includes(refused.code)) person();
      complain(refused.message);
    } finally {
      button.disabled = false;
    }
  });
}

function options() {
  show("options");
  document.getElementById("foreigner").addEventListener("click", person);
}

function person() {
  show("person");
  sending("/extranjero", { done: captcha });
}

function captcha({ gestion, captcha: picture }) {
  show("captcha");
  main.querySelector("img").src = picture;
  sending("/extranjero/captcha", {
    more: { gestion },
    restart: ["SESION_EXPIRADA", "CAPTCHA_AGOTADO", "DATOS_NO_COINCIDEN"],
    done: (answer) => sections(gestion, answer),
  });
}

function sections(gestion, { titular, secciones }) {
  show("sections");
  main.querySelector("[data-part]").textContent = titular;
  main.querySelector(".sections").append(...secciones.map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "main";
    button.textContent = name;
    button.addEventListener("click", () => file(gestion));
    return button;
  }));
}

function file(gestion) {
  show("file");
  sending("/regularizacion", { more: { gestion }, done: inside });
}

function inside({ titular, buzon }) {
  show("inside");
  main.querySelector("a").href = buzon;
  main.querySelector("[data-part]").textContent = titular;
}

options();
