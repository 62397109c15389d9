# Mirar atrás: la lista filtrada y la línea de tiempo.

## La lista

row-term = ⏰ Hasta el <b>{ $day }</b> · { $left ->
        [0] es hoy
        [one] queda 1 día hábil
       *[other] quedan { $left } días hábiles
    }
row-over = ⌛ La fecha segura era el { $day }
row-handled = ✅ Ya lo hiciste
found-term =
    ⏰ <b>Notificaciones con plazo abierto: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· página { $page } de { $pages }
    }
found-unread =
    🔵 <b>Notificaciones sin abrir: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· página { $page } de { $pages }
    }
found-kind =
    🏷 <b>{ $kind }: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· página { $page } de { $pages }
    }
found-mailbox =
    📬 <b>Notificaciones de { $name }: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· página { $page } de { $pages }
    }
found-none-term = No hay notificaciones con plazo abierto.
found-none-unread = No hay notificaciones sin abrir.
found-none-kind = No hay notificaciones de este tipo: { $kind }.
found-none-mailbox = No hay notificaciones en el buzón <b>{ $name }</b>.
ask-filter = ¿Qué quieres ver?
ask-filter-kind = ¿De qué tipo?
ask-filter-mailbox = ¿De qué buzón?

button-filter = 🔎 Filtrar
button-filter-off = ✖ Quitar filtro
button-filter-term = ⏰ Con plazo
button-filter-unread = 🔵 Sin abrir
button-filter-kinds = 🏷 Por tipo
button-filter-mailboxes = 👪 Por buzón
button-filter-back = ◀ Ver todas
button-of-mailbox = { $name }
button-kind-approval = Aprobación
button-kind-pickup = Listo para recoger
button-kind-remedy = Falta algo
button-kind-demand = Te piden algo
button-kind-summons = Citación
button-kind-denial = Dijeron que no
button-kind-dismissed = Abandono
button-kind-sanction = Multa o sanción
button-kind-expulsion = Salida o expulsión
button-kind-appeal-decided = Recurso decidido
button-kind-information = Información
button-kind-unknown = No reconocido

## La línea de tiempo: lo que se dice con la imagen

button-timeline = 🖼 Línea de tiempo
button-procedure = 📁 { $file }
button-procedure-none = Sin expediente
button-procedure-all = Todo el buzón
ask-timeline-mailbox = 🖼 ¿De qué buzón dibujo la línea de tiempo?
ask-timeline-procedure = 🖼 En <b>{ $name }</b> hay más de un expediente. ¿De cuál dibujo la línea de tiempo?
timeline-caption =
    🖼 <b>Línea de tiempo</b>
    Buzón: <b>{ $name }</b>
timeline-caption-file =
    🖼 <b>Línea de tiempo</b>
    Buzón: <b>{ $name }</b>
    Expediente: { $file }
timeline-row = • { $at }: { $kind }
timeline-row-dated =
    • { $at }: { $kind }
    { $rest }
timeline-more = … y { $count } más, en /notificaciones.
timeline-empty = En el buzón <b>{ $name }</b> no hay notificaciones que dibujar.
timeline-kept = La imagen muestra lo último que vi.
timeline-not-drawn = ⏳ No pude dibujar la imagen ahora. <b>No es tu culpa.</b> Aquí está en palabras; prueba otra vez en un minuto.
picture-not-drawn = ⏳ No pude dibujar la imagen ahora. Prueba otra vez en un minuto.

## La línea de tiempo: texto sin formato, en la imagen

timeline-pattern-year = EEEE d 'de' MMMM 'de' y
timeline-title = Línea de tiempo
timeline-count = { $count ->
        [one] 1 notificación
       *[other] { $count } notificaciones
    }
timeline-last = Las últimas { $count } de { $total } notificaciones
timeline-today = Hoy, { $day }
timeline-now = hoy
timeline-came = Llegó el { $day }
timeline-unread = { $rest } · sin abrir
timeline-until = Hasta el { $day }
timeline-left = { $left ->
        [0] Es hoy
        [one] Queda 1 día hábil
       *[other] Quedan { $left } días hábiles
    }
timeline-over = La fecha segura era el { $day }
timeline-handled = ✔ Ya lo hiciste
timeline-appointment = Cita: { $day }
timeline-appointment-at = Cita: { $day }, { $clock }
timeline-older = … y { $count } más antiguas
timeline-foot = Fechas calculadas por Buzón Bot. No es un consejo legal.
