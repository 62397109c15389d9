// The one-time page's own script. Inside Telegram the address carries `tgWebAppData`, signed by Telegram: it goes along
// with the form, so that the server can tell whether the one who types is the one who asked.
"use strict";

const insideTelegram = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
const password = document.getElementById("password");
const show = document.getElementById("show");

function tellTelegram(event) {
  const message = JSON.stringify({ eventType: event, eventData: {} });
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(event, "{}");
  else if (window.external && "notify" in window.external) window.external.notify(message);
  else if (window.parent !== window) window.parent.postMessage(message, "*"); // no secret in it: "close me"
  else window.close();
}

for (const field of document.querySelectorAll(".init-data")) field.value ||= insideTelegram || "";

for (const form of document.querySelectorAll("form.guarded")) {
  form.addEventListener("submit", () => {
    if (password) password.type = "password";
    for (const button of document.querySelectorAll("button")) button.disabled = true; // a second tap must not post twice
    form.querySelector(".working").hidden = false;
  });
}

show?.addEventListener("change", () => { password.type = show.checked ? "text" : "password"; });

// Reading begins as soon as a file was chosen: one tap less.
document.getElementById("file")?.addEventListener("change", (event) => {
  if (event.target.files.length) event.target.form.requestSubmit();
});

// How hard a password is to guess, roughly: how many kinds of signs it has, and how many signs.
function strength(text) {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(text)).length;
  if (text.length < 8 || kinds < 2 || new Set(text).size < 5) return text ? 1 : 0;
  return text.length >= 12 && kinds >= 3 ? 3 : 2;
}

const shown = document.getElementById("strength");
function showStrength() {
  const found = strength(password.value);
  shown.hidden = !password.value;
  shown.querySelector("meter").value = found;
  shown.querySelector("span").textContent = shown.dataset.words.split("|")[found];
}

// Signs that nobody takes for another when they copy it by hand; a letter, a figure and a dash are always among them.
const SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
function generate() {
  for (;;) {
    const picked = Array.from(crypto.getRandomValues(new Uint32Array(12)), (number) => SIGNS[number % SIGNS.length]);
    const made = `${picked.slice(0, 4).join("")}-${picked.slice(4, 8).join("")}-${picked.slice(8).join("")}`;
    if (/\d/.test(made) && /[a-z]/.test(made) && /[A-Z]/.test(made)) return made;
  }
}

if (shown) {
  const button = document.getElementById("generate");
  button.hidden = false;
  button.addEventListener("click", () => {
    password.value = generate();
    password.type = "text";
    show.checked = true;
    document.getElementById("generated").hidden = false;
    showStrength();
    password.select();
  });
  password.addEventListener("input", showStrength);
  showStrength(); // something may have been typed while this script was on its way
}

document.getElementById("close")?.addEventListener("click", () => tellTelegram("web_app_close"));
if (insideTelegram) tellTelegram("web_app_ready");
