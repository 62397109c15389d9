// The make-believe portal's pages: the client routes over the JSON API. Shares the page's scope with wire.js and doors.js.
"use strict";

const main = document.getElementById("main");
const LIST = "/sine-ui/casilla/notificaciones";
const PAGE_SIZE = 10;
let page = 1;

function show(view) {
  const shown = document.getElementById(`view-${view}`).content.cloneNode(true);
  if (setup.moved) shown.querySelectorAll("form").forEach(turnAround);
  main.replaceChildren(shown);
  const signedIn = Boolean(kept.holder);
  document.getElementById("who").hidden = !signedIn;
  document.getElementById("menu").hidden = !signedIn;
  document.getElementById("holder").textContent = kept.holder ?? "";
  const inList = location.pathname.startsWith(LIST);
  const link = document.querySelector("nav a");
  if (inList) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  if (inList) unfold(true);
}

function complain(refused) {
  if (!(refused instanceof Refused)) throw refused;
  if (refused.code === "SESION_EXPIRADA") {
    leaveBehind();
    go("/sine-ui/login", refused.message);
    return;
  }
  const alert = main.querySelector(".alert");
  if (!alert) return;
  alert.textContent = refused.message;
  alert.hidden = false;
}

function leaveBehind() {
  forget();
  page = 1;
}

function unfold(open) {
  document.getElementById("casilla").setAttribute("aria-expanded", String(open));
  document.getElementById("branches").hidden = !open;
}

const day = (iso) =>
  iso ? new Date(iso).toLocaleString("es-PE", { timeZone: "America/Lima", dateStyle: "short", timeStyle: "short" }) : "—";

function login(message) {
  show("login");
  if (message) complain(Object.assign(new Refused(0, null), { message }));
  const form = document.getElementById("sign-in");
  if (!setup.password) form.querySelectorAll('[for="clave"], [name="clave"]').forEach((part) => part.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await signIn(form);
      go("/sine-ui/inicio");
    } catch (refused) {
      if (form.clave) form.clave.value = "";
      complain(refused);
      await askForPicture(form, refused).catch(complain);
    } finally {
      button.disabled = false;
    }
  });
  form.usuario.focus();
}

/** The fields of a form the other way round, each below its label; what is hidden stays where it was. */
function turnAround(form) {
  const labels = [...form.querySelectorAll(":scope > label")];
  const button = form.querySelector("button");
  for (const label of labels.reverse()) {
    const field = form.querySelector(`[id="${label.htmlFor}"]`);
    button.before(label, field);
  }
}

function row(notice, number) {
  const line = document.createElement("tr");
  const read = notice[named("leido")];
  if (!read) line.className = "unread";
  const link = document.createElement("a");
  link.href = `${LIST}/${notice.id}`;
  link.dataset.route = "";
  link.textContent = notice[named("asunto")];
  const cells = [
    ["", String(number)],
    ["", link],
    ["Expediente", notice[named("expediente")]],
    ["Fecha de depósito", day(notice[named("fechaDeposito")])],
    ["Estado", read ? "Leído" : "No leído"],
    ["Adjuntos", String(notice[named("adjuntos")])],
  ];
  for (const [label, content] of inOrder(cells)) {
    const cell = line.insertCell();
    if (label) cell.dataset.label = label;
    cell.append(content);
  }
  return line;
}

const inOrder = (cells) => (setup.moved ? cells.reverse() : cells);

async function list() {
  show("lista");
  const heads = main.querySelector("thead tr");
  heads.append(...inOrder([...heads.children]));
  try {
    const answer = await (await call(`${NOTICES}?pagina=${page}&tamano=${PAGE_SIZE}`)).json();
    const rows = answer[named("datos")];
    const before = (page - 1) * PAGE_SIZE;
    main.querySelector("tbody").append(...rows.map((notice, index) => row(notice, before + index + 1)));
    main.querySelector(".empty").hidden = rows.length > 0;
    paging(Math.max(1, Math.ceil(answer.total / PAGE_SIZE)));
  } catch (refused) {
    complain(refused);
  }
}

function paging(pages) {
  const bar = main.querySelector(".pages");
  bar.hidden = pages === 1;
  bar.querySelector("span").textContent = `Página ${page} de ${pages}`;
  for (const button of bar.querySelectorAll("button")) {
    const target = page + Number(button.dataset.step);
    button.disabled = target < 1 || target > pages;
    button.addEventListener("click", () => {
      page = target;
      list();
    });
  }
}

async function detail(id) {
  show("detalle");
  try {
    const notice = await (await call(`${NOTICES}/${id}`)).json();
    const article = main.querySelector("article");
    article.querySelector("h1").textContent = notice[named("asunto")];
    for (const part of article.querySelectorAll("[data-part]")) {
      const value = notice[named(part.dataset.part)];
      part.textContent = part.dataset.part.startsWith("fecha") ? day(value) : value;
    }
    for (const text of notice[named("cuerpo")].split("\n\n")) {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      article.querySelector(".letter").append(paragraph);
    }
    files(article, id, notice[named("adjuntos")]);
    article.hidden = false;
  } catch (refused) {
    complain(refused);
  }
}

function files(article, id, attachments) {
  const shelf = article.querySelector(".files");
  if (!attachments.length) shelf.textContent = "Esta notificación no tiene documentos adjuntos.";
  for (const attachment of attachments) {
    const name = attachment[named("nombre")];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = `Descargar ${name} (${Math.ceil(attachment[named("tamano")] / 1024)} KB)`;
    button.addEventListener("click", () => download(`${NOTICES}/${id}/adjuntos/${attachment.id}`, name).catch(complain));
    const item = document.createElement("li");
    item.append(button);
    shelf.append(item);
  }
}

function render(message) {
  const path = location.pathname;
  if (path === "/sine-ui/recuperar") return recover();
  if (path === "/sine-ui/entrada") return enter();
  if (path === "/sine-ui/login" || !kept.holder) return login(message);
  if (path === LIST) return list();
  if (path.startsWith(`${LIST}/`)) return detail(path.slice(LIST.length + 1));
  return show("inicio");
}

function go(path, message) {
  if (path !== location.pathname) history.pushState(null, "", path);
  render(message);
  if (main.contains(document.activeElement)) return;
  main.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-route]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(new URL(link.href).pathname);
});
document.getElementById("casilla").addEventListener("click", (event) => {
  unfold(event.currentTarget.getAttribute("aria-expanded") !== "true");
});
document.getElementById("leave").addEventListener("click", async () => {
  await call("/sine-api/salir", { method: "POST" }).catch(() => null);
  leaveBehind();
  go("/sine-ui/login");
});
if (setup.moved) document.querySelector(".frame").append(document.getElementById("menu"));
window.addEventListener("popstate", () => render());
render();
