# La nacionalidad, solo si la persona la da.

country = { COUNTRY($country) }
nationality-offered = 🌎 A veces hay avisos que son <b>solo para tu país</b>. Si quieres recibirlos, toca el botón y guardo tu nacionalidad. Es opcional.
nationality-kept =
    🌎 Guardé tu nacionalidad: <b>{ COUNTRY($country) }</b>.

    La uso solo para avisos que son para tu país. Con /privacidad la ves, la cambias o la borras.
nationality-forgotten = Listo. Olvidé tu nacionalidad.
nationality-not-kept = No la guardé: antes necesito tu permiso. Escribe /start.
privacy-nationality = También guardo la nacionalidad que diste: <b>{ COUNTRY($country) }</b>. Es para avisos que son solo para tu país.
ask-own-nationality =
    🌎 ¿De qué país eres? Por ejemplo: Venezuela

    La guardo para enviarte avisos que son <b>solo para tu país</b>. Es opcional: para no darla, escribe /cancelar.
example-own-nationality = Venezuela
button-keep-country = Guardar: { COUNTRY($country) }
button-give-nationality = 🌎 Dar mi nacionalidad
button-change-nationality = 🌎 Cambiar mi nacionalidad
button-forget-nationality = 🗑 Olvidar mi nacionalidad
