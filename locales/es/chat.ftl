# Lo que el bot dice. Frases cortas, «tú», una pregunta a la vez. Los términos oficiales se quedan en español.

# Cómo se escribe un día (CLDR).
pattern-day = EEEE d 'de' MMMM

## Bienvenida y consentimiento

welcome =
    👋 Hola. Soy el <b>Buzón Bot</b>.

    Miro tu buzón electrónico de Migraciones y te aviso aquí cuando llega algo nuevo.

    Es <b>gratis</b>. Lo maneja { $operator }. <b>No somos Migraciones ni el Estado.</b>
welcome-official =
    👋 Hola. Soy el <b>Buzón Bot</b>. Lo maneja { $operator }.

    Miro tu buzón electrónico de Migraciones y te aviso aquí cuando llega algo nuevo.

    Es <b>gratis</b>. Nadie te puede cobrar por usarlo.
ask-consent =
    <b>Antes de empezar, necesito tu permiso.</b>

    Para avisarte, guardo:
    • este chat y tu idioma;
    • el usuario y la contraseña de tu buzón, cifrados;
    • de cada notificación: qué tipo es y sus fechas. <b>No</b> guardo su texto ni sus archivos.

    Si te ayudo a recuperar tu contraseña, te pregunto datos personales. Los uso solo para eso y <b>los borro al terminar</b>.

    Los datos pueden guardarse fuera del Perú, y { $channel ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } también está afuera. Con /privacidad los ves y los borras cuando quieras.

    ¿Estás de acuerdo?
consent-refused =
    Está bien. No guardé nada de tu buzón.

    Si cambias de idea, escribe { $channel ->
        [whatsapp] <b>hola</b>
       *[other] /start
    }.
consent-refused-linked =
    Está bien, no cambio nada: tus buzones siguen como estaban, con el permiso que diste antes.

    Si quieres que deje de mirarlos y borre todo, escribe /privacidad.
ask-has-credentials =
    ¡Gracias! Ahora vamos a vincular tu buzón.

    ¿Tienes a mano tu <b>usuario</b> y tu <b>contraseña</b> del Buzón Electrónico?
## Vincular

ask-credentials =
    Toca el botón y escribe tu usuario y tu contraseña <b>en esa página</b>.

    El botón sirve <b>una vez</b>, durante <b>10 minutos</b>. Nunca escribas tu contraseña en este chat.
ask-credentials-again =
    ❌ El buzón no aceptó ese usuario o esa contraseña. Solo lo intenté <b>una vez</b>.

    Revisa las mayúsculas y los números parecidos (0 y O, 1 y l). Si quieres, prueba otra vez en la página segura.
credentials-not-here =
    { $channel ->
        [whatsapp] <b>La contraseña no se escribe en el chat.</b> No la usé, pero aquí no puedo borrar tu mensaje: mantenlo presionado, toca «Eliminar» y después «Eliminar para todos».
       *[other] Borré tu mensaje: <b>la contraseña no se escribe en el chat</b>, porque se queda guardada en tu teléfono y en Telegram.
    }

    Escríbela en la página segura:
credentials-on-page = Esto se llena en la página segura. Toca el botón:
password-in-chat =
    { $channel ->
        [whatsapp] ⚠️ Eso parecía una contraseña. No la usé, pero <b>aquí no puedo borrar tu mensaje</b>: mantenlo presionado, toca «Eliminar» y después «Eliminar para todos».
       *[other] ⚠️ Eso parecía una contraseña, así que <b>borré tu mensaje</b>. En el chat se queda guardada y otra persona la puede ver.
    }

    Escríbela solo en la página segura.
linked =
    ✅ Listo. El buzón <b>{ $name }</b> quedó vinculado.

    { $total ->
        [0] Por ahora no tiene notificaciones.
        [one] Tiene 1 notificación{ $unread ->
            [0] , ya abierta.
           *[other] , <b>sin abrir</b>.
        }
       *[other] Tiene { $total } notificaciones{ $unread ->
            [0] , todas abiertas.
            [one] , <b>1 sin abrir</b>.
           *[other] , <b>{ $unread } sin abrir</b>.
        }
    }

    Desde ahora te aviso en el chat cuando llegue algo. Para verlas: /notificaciones
not-linked-rejected =
    El buzón tampoco aceptó esos datos, así que <b>paro aquí</b>: con muchos intentos te pueden bloquear la cuenta.

    Revisa tu constancia con calma. Si no la tienes, podemos pedir otra contraseña.
not-linked-too-many =
    Ya hubo varios intentos equivocados con este usuario. Para que Migraciones no te bloquee la cuenta, no lo intento más <b>por una hora</b>.

    Mientras tanto, revisa tu constancia con calma. También podemos pedir una contraseña nueva.
not-linked-locked =
    🔒 Migraciones tiene <b>bloqueada</b> esta cuenta por intentos equivocados. No es un problema de este chat.

    Con una contraseña nueva se suele abrir otra vez.
not-linked-captcha =
    La página de Migraciones pide ahora escribir unas letras de una imagen (captcha), y eso no lo puedo hacer por ti.

    Intenta más tarde con /vincular. Tus datos no se guardaron.
not-linked-already =
    Este buzón ya estaba vinculado con el nombre <b>{ $name }</b>. Actualicé su contraseña y lo sigo mirando.
not-linked-full =
    Ya tienes 20 buzones en este chat, que es el máximo. Quita uno en /cuentas y vuelve a intentar.

## Notificaciones

no-mailboxes =
    Todavía no tienes ningún buzón vinculado.
no-notices =
    📭 No hay notificaciones.
notices-title =
    📬 <b>Notificaciones: { $total }</b>{ $unread ->
        [0] {""}
        [one] {" "}· 1 sin abrir
       *[other] {" "}· { $unread } sin abrir
    }{ $pages ->
        [1] {""}
       *[other] {" "}· página { $page } de { $pages }
    }
notice-row =
    { $number }. { $mark } <b>{ $name }</b> · <b>{ $kind }</b>
    { $subject }
    <i>{ $at }</i>
up-to-date = La lista está al día.
mark-unread = 🔵 Sin abrir ·
mark-read = ✓ Abierta ·
notices-foot = <i>Ver esta lista no abre nada.</i>
open-warning =
    ⚠️ <b>Antes de abrir</b>
    Buzón: <b>{ $name }</b>
    Tipo: { $kind }
    Llegó: { $at }

    Abrirla puede contar como que <b>ya te notificaron</b>. Entonces el plazo para responder puede empezar <b>hoy</b>. No abrirla tampoco detiene el plazo.

    ¿La abro?
not-opened = Bien, no la abrí. Sigue en /notificaciones cuando quieras verla.
already-opening = Ya la abrí. Está aquí en el chat.
notice-opened =
    📄 <b>{ $subject }</b>
    Buzón: <b>{ $name }</b>
    Llegó: { $at }
notice-end =
    <i>Este es el texto de Migraciones, tal como está. Es información, no es un consejo legal.</i>
notice-gone = Esta notificación ya no está en el buzón <b>{ $name }</b>. Mira la lista actual en /notificaciones.
file-too-large = El archivo <b>{ $name }</b> es demasiado grande para enviarlo por aquí. Puedes bajarlo en la página de Migraciones.
file-not-sent = No pude enviarte el archivo <b>{ $name }</b>. La notificación ya está abierta: puedes pedirla otra vez en /notificaciones.
attachment-failed = No pude bajar el archivo <b>{ $name }</b>. La notificación ya está abierta: puedes pedirlo otra vez.
open-failed-down =
    La página de Migraciones no responde ahora. No sé si la notificación llegó a abrirse. Prueba otra vez en unos minutos.
open-failed-changed =
    La página de Migraciones cambió y no pude leer la notificación. Quedó anotado para que el equipo lo revise. Puedes verla en la página de Migraciones.
trouble-down = ⏳ <b>{ $name }</b>: la página de Migraciones no responde ahora. Sigo intentando.
trouble-changed = ⏳ <b>{ $name }</b>: la página de Migraciones cambió y no la puedo leer. Quedó anotado para el equipo.
trouble-rejected = ❌ <b>{ $name }</b>: el buzón ya no acepta la contraseña guardada. Dejé de mirarlo. Escribe /vincular para poner la nueva, o /recuperar si la perdiste.
trouble-unreadable = ⚠️ <b>{ $name }</b>: no pude leer los datos que guardé de este buzón. Escribe /vincular para ponerlos otra vez.
trouble-locked = 🔒 <b>{ $name }</b>: Migraciones bloqueó la cuenta. Dejé de mirarlo. Cuando la recuperes, escribe /vincular.
trouble-captcha = ✋ <b>{ $name }</b>: Migraciones pide un captcha y no puedo entrar solo. Escribe /vincular para entrar otra vez.

## Avisos

alert =
    🔔 <b>Llegó una notificación nueva</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }

    { $meaning }
alert-repeated = <i>(Puede que ya te haya llegado este aviso: lo repito por si acaso.)</i>
reminder =
    ⏰ <b>Me pediste recordarte esto</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }

    { $meaning }
ask-remind = ¿Cuándo te lo recuerdo?
reminder-set = ⏰ Listo. Te lo recuerdo el { $at } (hora de Lima).

## Buzones, idioma, privacidad

accounts-title = { $count ->
        [one] 👪 Tienes <b>1 buzón</b> vinculado:
       *[other] 👪 Tienes <b>{ $count } buzones</b> vinculados:
    }
account-watching = ✅ <b>{ $name }</b>: lo estoy mirando (desde el { $at })
account-rejected = ❌ <b>{ $name }</b>: la contraseña ya no sirve. Escribe /vincular
account-locked = 🔒 <b>{ $name }</b>: Migraciones bloqueó la cuenta
account-captcha = ✋ <b>{ $name }</b>: Migraciones pide un captcha. Escribe /vincular
unlink-warning =
    ¿Quito el buzón <b>{ $name }</b>?

    Borro su usuario y su contraseña, y <b>ya no te avisaré</b> de lo que llegue ahí. En Migraciones no cambia nada.
unlinked = Listo. Quité el buzón <b>{ $name }</b> y borré sus datos.
choose-language = ¿En qué idioma te hablo? / Which language do you prefer?
language-set = Listo. Desde ahora te hablo en español.
privacy =
    🔐 <b>Tus datos</b>

    Los guarda { $operator }: este chat, tu idioma, tu permiso con su fecha{ $count ->
        [0] .
        [one] , y 1 buzón con su usuario y contraseña cifrados.
       *[other] , y { $count } buzones con sus usuarios y contraseñas cifrados.
    }

    De cada notificación guardo el tipo y las fechas. No guardo su texto ni sus archivos.

    Puedes borrar todo con el botón.
forget-warning =
    ¿Borro <b>todo</b>? Tus buzones, tus avisos y tu permiso. Ya no te avisaré de nada. En Migraciones no cambia nada.
forgotten =
    Listo. Borré tus datos. Solo queda anotado, sin tu nombre, que diste tu permiso y cuándo terminó.

    Si algún día quieres volver, escribe { $channel ->
        [whatsapp] <b>hola</b>
       *[other] /start
    }.

## Ayuda y malentendidos

help =
    <b>Te aviso cuando llega algo a tu buzón de Migraciones.</b>

    /notificaciones — ver lo que llegó
    /vincular — agregar un buzón (tuyo o de tu familia)
    /recuperar — si perdiste tu usuario o tu contraseña
    /correo — escribir a Migraciones para pedirlos
    /cuentas — ver o quitar buzones
    /estado — ver si todo funciona
    /idioma — cambiar el idioma
    /privacidad — ver o borrar tus datos
    /cancelar — dejar lo que estamos haciendo

    También puedes escribir normal: «¿tengo algo nuevo?», «olvidé mi clave».

    Nunca te voy a pedir dinero, ni tu contraseña en el chat. La página oficial siempre termina en <b>migraciones.gob.pe</b>.
not-understood =
    Perdona, no te entendí. Elige una opción o escribe /ayuda.
unknown-command = Ese comando no lo conozco. Estas son las opciones:
media-not-read = Eso no lo puedo leer. Escríbeme, o mándame una foto o el PDF de tu constancia.
please-choose = Elige una de las opciones, por favor:
choose = ¿Qué quieres hacer?
choose-instead = O si prefieres:
choose-more = Más opciones:
choose-open = Ver opciones
nothing-before = Estás en la primera pregunta.
nothing-to-cancel = No hay nada que cancelar. ¿Qué quieres hacer?
cancelled = Cancelado. No pasa nada. ¿Qué quieres hacer?
nothing-to-see = Eso ya no está. Escribe /notificaciones para ver lo que hay ahora.
stale-button = Este botón ya no sirve. Escribe /ayuda para seguir.
dialog-changed = Mejoré un poco desde la última vez. Seguimos aquí:
form-not-wanted = Esta página ya no hace falta. Vuelve al chat y escribe /vincular si quieres empezar otra vez.
private-only = Hola. Por tu seguridad solo hablo en privado, no en grupos. Escríbeme por mi chat. Salgo de este grupo.
outage-portal-down = ⏳ La página de Migraciones no responde ahora. <b>No es tu culpa.</b> No perdiste nada: puedes reintentar en unos minutos.
outage-portal-changed = ⏳ La página de Migraciones cambió y no la puedo leer. <b>No es tu culpa.</b> Quedó anotado para el equipo. Prueba más tarde.
outage-channel = ⏳ No pude bajar lo que mandaste. Prueba otra vez en un minuto, por favor.
outage-storage = ⏳ Tengo un problema y no pude hacerlo. Prueba otra vez en un minuto, por favor.
something-broke = ⏳ Algo falló de mi lado y quedó anotado para el equipo. Prueba otra vez, por favor.
