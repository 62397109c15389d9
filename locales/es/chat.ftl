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
notice-says = Dice: «{ $subject }»
date-safe =
    📅 Fecha segura: <b>{ $day }</b>
    { $left ->
        [0] Es hoy.
        [one] Queda 1 día hábil.
       *[other] Quedan { $left } días hábiles.
    }
date-over = 📅 La fecha segura era el <b>{ $day }</b>. Hazlo ya: quizá todavía estás a tiempo.
date-assumed = El plazo exacto está dentro de la notificación. Por ahora cuento el más corto que es usual: { $count ->
        [one] 1 día hábil
       *[other] { $count } días hábiles
    }.
date-assumed-opened = No encontré el plazo en el texto: puede estar en el PDF. Cuento el más corto que es usual: { $count ->
        [one] 1 día hábil
       *[other] { $count } días hábiles
    }.
date-appointment = 📍 Cita: <b>{ $day }</b>
date-appointment-at = 📍 Cita: <b>{ $day }, { $clock }</b> (hora de Lima)
date-words = Lo dice así: «{ $words }»
date-what-safe = La fecha segura es la más temprana de todas las maneras de contar el plazo. Si entregas hasta ese día, llegas a tiempo.
date-possible = Según otra manera de contar, el plazo podría llegar hasta el { $day }. No te fíes de esa fecha: no es segura.
date-extendable = Si necesitas más tiempo: en un cambio de calidad migratoria o una prórroga puedes pedir <b>una sola vez</b> 30 días más, por escrito y <b>antes</b> de que venza el plazo.
reason-deposit = La cuento desde el día en que llegó al buzón.
reason-opened = La cuento desde el día en que se abrió: así el plazo termina antes.
date-source = Se basa en: { $source }.
reason-named = Es el último día que nombra la notificación.
no-advice = <i>Te informo; no es un consejo legal.</i>
more =
    🔎 <b>{ $kind }</b>
    Buzón: <b>{ $name }</b>
    Llegó: { $at }
what-it-says =
    📌 <b>Qué es y hasta cuándo</b>
    Buzón: <b>{ $name }</b>
    Parece: <b>{ $kind }</b>
    Llegó: { $at }
steps-remedy =
    <b>Qué hacer</b>
    1. Ábrela y anota qué falta.
    2. Reúne solo eso, bien legible.
    3. Entrégalo por la Agencia Digital o en la oficina que diga la notificación.
    4. Guarda el cargo (la prueba de que entregaste).
steps-demand =
    <b>Qué hacer</b>
    1. Ábrela y anota qué documentos piden.
    2. Si no llegas a tiempo, pide más plazo por escrito antes de que venza.
    3. Entrégalos como diga la notificación y guarda el cargo.
steps-summons =
    <b>Qué hacer</b>
    1. Ábrela y anota lugar, día y hora.
    2. Lleva tu documento y lo que te pidan.
    3. Si no puedes ir, avisa por escrito antes de la cita.
steps-denial =
    <b>Qué hacer</b>
    1. Ábrela y busca por qué dijeron que no.
    2. Puedes pedir que lo revisen (reconsideración o apelación) dentro del plazo.
    3. Busca ayuda legal gratuita cuanto antes.
steps-dismissed =
    <b>Qué hacer</b>
    1. Ábrela y mira por qué cerraron el trámite.
    2. Puedes reclamar dentro del plazo, o empezar un trámite nuevo.
    3. Antes de que se venza tu permiso, busca orientación.
steps-sanction =
    <b>Qué hacer</b>
    1. Ábrela y mira si es el inicio del caso o ya la multa.
    2. Si es el inicio, puedes defenderte por escrito (descargos) dentro del plazo.
    3. Si es la multa, puedes pagarla o reclamar dentro del plazo.
steps-expulsion =
    <b>Qué hacer</b>
    1. Ábrela ya: los plazos son muy cortos.
    2. Busca hoy ayuda legal gratuita.
    3. No dejes pasar el plazo sin responder por escrito.
steps-approval =
    <b>Qué hacer</b>
    1. Ábrela y guarda la resolución.
    2. Mira si falta un pago o recoger un carné.
steps-pickup =
    <b>Qué hacer</b>
    1. Ábrela y anota dónde y cuándo se recoge.
    2. Ve con tu documento.
steps-appeal-decided =
    <b>Qué hacer</b>
    1. Ábrela y mira si te dieron la razón.
    2. Si no, mira si queda otro recurso y hasta cuándo.
handled = ✅ Anotado. Ya no te lo recuerdo.
not-handled = Bien. Te lo vuelvo a recordar.
deadline =
    ⏰ <b>No olvides esta notificación</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }
unread =
    🔔 <b>Todavía no abriste esta notificación</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }
digest = 🗞 <b>{ $count ->
        [one] Llegó 1 notificación
       *[other] Llegaron { $count } notificaciones
    }</b>
digest-row = • <b>{ $name }</b>: { $kind } ({ $at })
digest-row-dated = • <b>{ $name }</b>: { $kind }. Fecha segura: <b>{ $day }</b>
digest-more = … y { $count } más.
silence =
    🕰 Hace 60 días que no llega nada al buzón <b>{ $name }</b>.

    Si esperas una respuesta, pregunta por tu expediente en la Agencia Digital, en la oficina donde empezaste el trámite o por correo (/correo). Ten a la mano el número de expediente.
alert-repeated = <i>(Puede que ya te haya llegado este aviso: lo repito por si acaso.)</i>
reminder =
    ⏰ <b>Me pediste recordarte esto</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }
ask-remind = ¿Cuándo te lo recuerdo?
reminder-set = ⏰ Listo. Te lo recuerdo el { $at } (hora de Lima).

## Plazos, y cómo se avisa

terms-title = { $count ->
        [0] ⏰ <b>No tienes plazos abiertos</b>
        [one] ⏰ <b>Tienes 1 plazo abierto</b>
       *[other] ⏰ <b>Tienes { $count } plazos abiertos</b>
    }
term-row =
    • <b>{ $name }</b>: { $kind }
    Hasta el <b>{ $day }</b>. { $left ->
        [0] Es hoy.
        [one] Queda 1 día hábil.
       *[other] Quedan { $left } días hábiles.
    }
term-appointment =
    • <b>{ $name }</b>: { $kind }
    { $rest }
terms-more = … y { $count } más, en /notificaciones.
told-before-5210 = Te recuerdo cada plazo 5, 2 y 1 días hábiles antes, y ese mismo día a las 8:00.
told-before-210 = Te recuerdo cada plazo 2 y 1 días hábiles antes, y ese mismo día a las 8:00.
told-before-10 = Te recuerdo cada plazo un día hábil antes, y ese mismo día a las 8:00.
told-before-0 = Te recuerdo cada plazo solo ese mismo día, a las 8:00.
told-before-none = No te recuerdo los plazos.
told-quiet = De { $first } a { $last } no te molesto, salvo que sea muy urgente.
told-digest = Te cuento lo nuevo una vez al día, a las { $clock }. Lo urgente va aparte.
told-paused = En pausa hasta el { $at }. Lo muy urgente y lo que vence antes te llega igual.
told-changed = Listo, lo cambié.
ask-told-b = ¿Cuándo te recuerdo un plazo?
ask-told-q = ¿A qué horas no te molesto? Lo muy urgente te llega igual.
ask-told-d = ¿Te cuento lo nuevo de una en una, o todo junto una vez al día?
ask-told-p = ¿Cuánto tiempo no te aviso? Lo muy urgente y lo que vence antes te llega igual.
calendar-file = 📅 Abre este archivo para guardar la fecha en tu calendario, con alarma.
calendar-name = Plazos de Migraciones
calendar-safe = { $name }: último día seguro ({ $kind })
calendar-safe-plain = Último día seguro ({ $kind })
calendar-appointment = { $name }: cita en Migraciones
calendar-appointment-plain = Cita en Migraciones
calendar-text = Fecha calculada por Buzón Bot. Es información, no es un consejo legal: mira la notificación.
no-date = Esta notificación no tiene una fecha que guardar.
feed-offer =
    📅 <b>Tus plazos en tu calendario</b>

    Te doy una dirección privada. Google Calendar o el calendario del iPhone la leen y muestran tus plazos, siempre al día. En ella no hay nombres. Quien tenga la dirección puede verlos: no la compartas.
feed-there =
    📅 <b>Ya tienes una dirección privada</b>

    Si la perdiste o alguien más la tiene, crea otra: la anterior deja de servir.
feed-address =
    🔗 Tu dirección privada:
    { $link }

    En Google Calendar: «Otros calendarios» → «Desde URL». En el iPhone: Ajustes → Calendario → Cuentas → Añadir → Otra → «Añadir calendario suscrito».
feed-ended = Listo: esa dirección ya no sirve.

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
    /recordatorios — tus plazos, y cuándo te aviso
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
