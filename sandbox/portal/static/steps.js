// Verificación de Datos, one group of fields per step, and its two endings. Shares the page's scope with cards.js.
"use strict";

const MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

function offerDays(form) {
  const two = (number) => String(number).padStart(2, "0");
  const offer = (select, options) => select.append(...options.map(([value, text]) => new Option(text, value)));
  offer(form.dia, Array.from({ length: 31 }, (_, index) => [two(index + 1), String(index + 1)]));
  offer(form.mes, MONTHS.map((name, index) => [two(index + 1), name]));
  const year = new Date().getFullYear();
  offer(form.anio, Array.from({ length: 110 }, (_, index) => [String(year - index), String(year - index)]));
}

async function recover() {
  await show("recuperar");
  const form = main.querySelector("form");
  const steps = [...form.querySelectorAll("fieldset")];
  offerDays(form);
  let current = 0;
  const step = (to) => {
    current = to;
    steps.forEach((group, index) => { group.hidden = group.disabled = index !== to; });
    main.querySelector(".count").textContent = `Paso ${to + 1} de ${steps.length + 1}: ${steps[to].dataset.step}`;
    form.querySelector(".back").hidden = to === 0;
  };
  step(0);
  form.querySelector(".back").addEventListener("click", () => step(current - 1));
  submitting(form, async () => {
    if (current < steps.length - 1) return step(current + 1);
    const answer = await post("/sine-api/recuperacion/verificacion", claim(form, steps)).catch((refused) => {
      step(0);
      throw refused;
    });
    if (answer[named("final")] === "DEFINIR") return renew(answer.token);
    return finish("Te enviamos una contraseña nueva", `Revisa tu correo ${answer[named("correo")]}.`);
  });
}

/** What all steps hold; a disabled group would say nothing. */
function claim(form, steps) {
  const values = Object.fromEntries(steps.flatMap((group) => [...group.elements]).map((field) => [field.name, field.value]));
  const { dia, mes, anio, ...rest } = values;
  return { ...rest, fechaNacimiento: `${anio}-${mes}-${dia}` };
}

async function renew(token) {
  await show("clave");
  const form = main.querySelector("form");
  submitting(form, async () => {
    const fields = { token, clave: form.clave.value, confirmacion: form.confirmacion.value };
    const answer = await post("/sine-api/recuperacion/clave", fields);
    await finish("Tu contraseña fue cambiada", `Tu usuario es ${answer[named("usuario")]}.`);
  });
}

async function finish(title, words) {
  await show("hecho");
  main.querySelector("h1").textContent = title;
  main.querySelector("[data-part]").textContent = words;
}
