// The face of cards: views that come late, a list that grows while one scrolls, notices in a dialog.
"use strict";

const LATE = { page: 300, list: 500, dialog: 800 };
const AT_ONCE = 8;
const HOME = "/sine-ui/inicio";
const LIST = "/sine-ui/notificaciones";
const main = document.getElementById("main");
const burger = document.getElementById("burger");
const menu = document.getElementById("menu");

const late = (what) => new Promise((resolve) => setTimeout(resolve, LATE[what]));

let views = 0;

async function show(view) {
  const mine = ++views;
  main.innerHTML = '<p class="wait">Cargando…</p>';
  unfold(false);
  burger.hidden = !kept.holder;
  // As careless sites do: whatever the server calls somebody or something becomes part of the page.
  document.getElementById("holder").innerHTML = kept.holder ?? "";
  await late("page");
  if (mine !== views) await new Promise(() => {}); // somebody went on meanwhile: this view never comes
  const shown = document.getElementById(`view-${view}`).content.cloneNode(true);
  if (setup.moved) shown.querySelectorAll("form, fieldset").forEach(turnAround);
  main.replaceChildren(shown);
}

/** The fields of a form or a step the other way round. */
function turnAround(group) {
  const fields = [...group.children].filter((child) => child.matches("input, select"));
  for (const field of fields) group.prepend(field);
}

function unfold(open) {
  menu.hidden = !open;
  burger.setAttribute("aria-expanded", String(open));
}

function complain(refused) {
  if (!(refused instanceof Refused)) throw refused;
  if (refused.code === "SESION_EXPIRADA") return expired(refused.message);
  const alert = main.querySelector(".alert") ?? main.appendChild(paragraph("", "alert"));
  alert.setAttribute("role", "alert");
  alert.textContent = refused.message;
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

/** Do something when a form is sent, and say above it what was refused; `refused` may do more. */
function submitting(form, act, more = () => {}) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    main.querySelector(".alert").hidden = true;
    try {
      await act();
    } catch (refused) {
      complain(refused);
      await more(refused);
    } finally {
      button.disabled = false;
    }
  });
}

async function login() {
  await show("login");
  const form = main.querySelector("form");
  if (!setup.password) form.clave.remove();
  submitting(
    form,
    async () => {
      await signIn(form);
      go(HOME);
    },
    async (refused) => {
      if (form.clave) form.clave.value = "";
      await askForPicture(form, refused).catch(complain);
    },
  );
}

/** A dialog over the page, with its text and buttons; gives its element. */
function dialog(title, fill) {
  const box = document.createElement("dialog");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-labelledby", "dialog-title");
  const heading = document.createElement("h2");
  heading.id = "dialog-title";
  heading.tabIndex = -1;
  heading.autofocus = true; // else the last button has it, and a long text opens at its end
  heading.innerHTML = title;
  box.append(heading);
  fill(box);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

function button(text, act, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function expired(message) {
  forget();
  dialog("Tu sesión ha expirado", (box) => {
    const again = button("Volver a ingresar", () => box.close(), "main");
    box.append(paragraph(message), again);
    box.addEventListener("close", () => go("/sine-ui/login"));
  });
}

function paragraph(text, kind = "") {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

function moment(iso) {
  const time = new Date(iso);
  const day = time.toLocaleDateString("es-PE", { timeZone: "America/Lima", day: "numeric", month: "long", year: "numeric" });
  const hour = time.toLocaleTimeString("es-PE", { timeZone: "America/Lima", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${day}, ${hour}`;
}

const facts = (pairs) =>
  (setup.moved ? pairs.reverse() : pairs).map(([label, value]) => `<p><small>${label}</small> ${value}</p>`).join("");

function card(notice) {
  const made = document.createElement("article");
  const read = notice[named("leido")];
  const files = notice[named("adjuntos")];
  made.className = read ? "card" : "card new";
  made.innerHTML = `
    <span class="badge">${read ? "Leída" : "Nueva"}</span>
    <h2>${notice[named("asunto")]}</h2>
    ${facts([
      ["Expediente", notice.expediente],
      ["Fecha de depósito", moment(notice[named("fechaDeposito")])],
      ["N.° de notificación:", notice.id],
    ])}
    <p>${files === 1 ? "1 documento adjunto" : files ? `${files} documentos adjuntos` : "Sin documentos adjuntos"}</p>`;
  made.append(button("Ver notificación", () => open(notice.id, made).catch(complain)));
  return made;
}

async function list() {
  await show("lista");
  const shelf = main.querySelector(".cards");
  const more = main.querySelector(".more");
  const wait = main.querySelector(".wait");
  const end = main.querySelector(".end");
  const scrolling = new IntersectionObserver(([seen]) => seen.isIntersecting && grow());
  let page = 0;
  const grow = async () => {
    more.hidden = true;
    wait.hidden = false;
    try {
      await late("list");
      const answer = await (await call(`${NOTICES}?pagina=${page + 1}&tamano=${AT_ONCE}`)).json();
      page += 1;
      shelf.append(...answer[named("datos")].map(card));
      const there = shelf.children.length;
      main.querySelector(".count").textContent = answer.total ? `Mostrando ${there} de ${answer.total}` : "";
      more.hidden = there >= answer.total;
      end.textContent = answer.total ? "No hay más notificaciones." : "No hay datos disponibles";
      end.hidden = !more.hidden;
    } catch (refused) {
      scrolling.disconnect(); // from now on only who presses the button asks again
      more.hidden = false;
      complain(refused);
    } finally {
      wait.hidden = true;
    }
  };
  more.addEventListener("click", grow);
  scrolling.observe(more);
  await grow();
}

async function open(id, from) {
  const notice = await (await call(`${NOTICES}/${id}`)).json();
  await late("dialog");
  from.classList.remove("new");
  from.querySelector(".badge").textContent = "Leída";
  dialog(notice[named("asunto")], (box) => {
    const about = document.createElement("div");
    about.innerHTML = facts([
      ["N.° de notificación:", notice.id],
      ["Expediente", notice.expediente],
      ["Fecha de depósito", moment(notice[named("fechaDeposito")])],
    ]);
    box.append(about, ...notice[named("cuerpo")].split("\n\n").map((text) => paragraph(text, "letter")));
    box.append(...notice[named("adjuntos")].map((file) => attachment(id, file)));
    box.append(button("Cerrar", () => box.close(), "main"));
  });
}

function attachment(notice, file) {
  const link = document.createElement("a");
  const path = `${NOTICES}/${notice}/adjuntos/${file.id}`;
  const name = file[named("nombre")];
  link.href = path;
  link.download = name;
  link.className = "file";
  link.textContent = `${name} (${Math.ceil(file[named("tamano")] / 1024)} KB)`;
  link.addEventListener("click", (event) => {
    if (!kept.token) return; // the cookie opens it
    event.preventDefault();
    download(path, name).catch(complain);
  });
  return link;
}

// The token comes after the #, which no server log sees, and is taken out of the address before it is spent.
async function enter() {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  forget();
  admit(await post("/sine-api/traspaso", { token }));
  go(HOME);
}

async function render() {
  const path = location.pathname;
  if (path === "/sine-ui/recuperar") return recover();
  if (path === "/sine-ui/entrada") return enter();
  if (path === "/sine-ui/login" || !kept.holder) return login();
  if (setup.foreign) return location.assign(setup.foreign);
  return path === LIST ? list() : show("inicio");
}

function go(path) {
  if (path !== location.pathname) history.pushState(null, "", path);
  render().catch(complain);
}

function greet() {
  const cookies = document.getElementById("cookies");
  cookies.hidden = Boolean(localStorage.cookies);
  cookies.querySelector("button").addEventListener("click", () => {
    localStorage.cookies = "aceptadas";
    cookies.hidden = true;
  });
}

document.addEventListener("click", (event) => {
  const leading = event.target.closest("[data-go]");
  if (leading) go(leading.dataset.go);
});
burger.addEventListener("click", () => unfold(menu.hidden));
document.getElementById("casilla").addEventListener("click", (event) => {
  const notices = document.getElementById("notices");
  notices.hidden = !notices.hidden;
  event.currentTarget.setAttribute("aria-expanded", String(!notices.hidden));
});
document.getElementById("notices").addEventListener("click", () => go(LIST));
document.getElementById("leave").addEventListener("click", async () => {
  await call("/sine-api/salir", { method: "POST" }).catch(() => null);
  forget();
  go("/sine-ui/login");
});
window.addEventListener("popstate", () => render().catch(complain));
if (setup.moved) document.querySelector("header").append(burger);
setTimeout(greet, LATE.page);
render().catch(complain);
