// The page that opens the mail app. The letter's text stands behind the # of the address, where no server sees it; to
// whom it goes, and under which subject, is written in the page itself and nowhere in the address.
"use strict";

const LONGEST = 4000;
const link = document.getElementById("open");
const toMigraciones = link.getAttribute("href");

// The text in a fragment (base64url of UTF-8 JSON {"body": …}), or null for anything else.
function textIn(fragment) {
  try {
    const raw = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
    const { body } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    encodeURIComponent(body); // throws for half a character, which no address can hold
    return typeof body === "string" && body.trim() && body.length <= LONGEST ? body : null;
  } catch {
    return null;
  }
}

// RFC 6068: lines end with CRLF, and all that is no letter, digit or -._~ is percent-encoded.
function encoded(text) {
  const lines = text.replace(/\r\n|\r|\n/g, "\r\n");
  return encodeURIComponent(lines).replace(/[!'()*]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());
}

function show() {
  const body = textIn(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search); // the data do not stay in the address bar
  document.getElementById("no-script").hidden = true;
  document.getElementById("missing").hidden = body !== null;
  document.getElementById("letter").hidden = body === null;
  document.getElementById("body-text").textContent = body ?? "";
  document.getElementById("body").hidden = body === null;
  link.setAttribute("href", body === null ? toMigraciones : `${toMigraciones}&body=${encoded(body)}`);
  return body !== null;
}

function openMail() {
  location.href = link.href;
}

// Outside https, and in some apps' own browsers, there is no clipboard API: the old way, by a selection.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.className = "unseen";
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  const text = document.getElementById(button.id.replace("-copy", "-text"));
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copy(text.textContent);
    document.getElementById("by-hand").hidden = copied;
    if (!copied) return getSelection().selectAllChildren(text);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// The button in the chat, tapped again while the page is still open, changes nothing but the fragment.
addEventListener("hashchange", () => { if (show()) openMail(); });
// Once the page is whole: leaving for another app before that would cut off what it still loads.
if (show()) addEventListener("load", openMail);
