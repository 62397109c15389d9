// The one-time page's own script. Inside Telegram the address carries `tgWebAppData`, signed by Telegram: it goes along
// with the form, so that the server can tell whether the one who types is the one who asked.
"use strict";

const insideTelegram = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");

function tellTelegram(event) {
  const message = JSON.stringify({ eventType: event, eventData: {} });
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(event, "{}");
  else if (window.external && "notify" in window.external) window.external.notify(message);
  else if (window.parent !== window) window.parent.postMessage(message, "*"); // no secret in it: "close me"
  else window.close();
}

const form = document.getElementById("form");
if (form) {
  document.getElementById("init-data").value = insideTelegram || "";
  const password = document.getElementById("password");
  document.getElementById("show").addEventListener("change", (event) => {
    password.type = event.target.checked ? "text" : "password";
  });
  form.addEventListener("submit", () => {
    password.type = "password";
    document.getElementById("submit").disabled = true; // a second tap must not post twice
    document.getElementById("working").hidden = false;
  });
}

document.getElementById("close")?.addEventListener("click", () => tellTelegram("web_app_close"));
if (insideTelegram) tellTelegram("web_app_ready");
