// The pages of the other doors: Verificación de Datos with its two endings, and the entrance from Agencia Digital.
// Shares the page's scope with wire.js, which runs before it, and portal.js, which runs after it.
"use strict";

/** Post a form's fields when it is sent; `done` takes the answer, a refusal is shown above the form. */
function posting(form, path, { more = {}, done }) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const fields = Object.entries({ ...Object.fromEntries(new FormData(form)), ...more });
      const body = Object.fromEntries(fields.map(([name, value]) => [named(name), value]));
      done(await (await call(path, { method: "POST", body })).json());
    } catch (refused) {
      complain(refused);
      main.querySelector(".alert").scrollIntoView({ block: "nearest" });
    } finally {
      button.disabled = false;
    }
  });
}

function recover() {
  show("recuperar");
  posting(document.getElementById("verify"), "/sine-api/recuperacion/verificacion", {
    done(answer) {
      if (answer[named("final")] === "DEFINIR") renew(answer.token);
      else finish("Te enviamos una contraseña nueva", `Revisa tu correo ${answer[named("correo")]}.`);
    },
  });
}

function renew(token) {
  show("clave");
  const form = document.getElementById("renew");
  posting(form, "/sine-api/recuperacion/clave", {
    more: { token },
    done: (answer) => finish("Tu contraseña fue cambiada", `Tu usuario es ${answer[named("usuario")]}.`),
  });
  form.clave.focus();
}

function finish(title, words) {
  show("hecho");
  main.querySelector("h1").textContent = title;
  main.querySelector("[data-part]").textContent = words;
  main.focus();
}

// The token comes after the #, which no server log sees, and is taken out of the address before it is spent.
async function enter() {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  leaveBehind();
  show("entrada");
  try {
    admit(await (await call("/sine-api/traspaso", { method: "POST", body: { token } })).json());
    go("/sine-ui/inicio");
  } catch (refused) {
    complain(refused);
  }
}
