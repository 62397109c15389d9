# Avisos generales: lo que recibe cada persona, y lo que ve el equipo que los envía.

broadcast-foot = <i>Aviso general. Tus alertas del buzón siguen igual.</i>
broadcast-test = 🧪 <b>Prueba: solo te llega a ti.</b>
button-no-broadcasts = 🔕 No más avisos generales

broadcast-draft = 📝 <b>Aviso { $number }</b>: borrador.
broadcast-submitted = 🕓 <b>Aviso { $number }</b>: espera aprobación.
broadcast-scheduled = 📅 <b>Aviso { $number }</b>: sale el { $at }.
broadcast-running = 📣 <b>Aviso { $number }</b>: se está enviando.
broadcast-paused = ⏸ <b>Aviso { $number }</b>: en pausa.
broadcast-done = ✅ <b>Aviso { $number }</b>: terminó el { $at }.
broadcast-cancelled = 🛑 <b>Aviso { $number }</b>: cancelado.
broadcast-bar = { $bar } { $percent } %
broadcast-sent = Enviados: <b>{ $count }</b> de { $total }
broadcast-left = Faltan: { $count }
broadcast-outcome-gone = Bloquearon el bot o se fueron: { $count }
broadcast-outcome-opted-out = Pidieron no recibir avisos: { $count }
broadcast-outcome-called-off = Cancelados con el envío en duda: { $count }
broadcast-outcome-other = No se pudo ({ $code }): { $count }
broadcast-pace = Ritmo: { $rate } por segundo. Queda { $span }.
broadcast-no-pace = Todavía sin ritmo: espera unos segundos.
button-broadcast-pause = ⏸ Pausar
button-broadcast-resume = ▶️ Seguir
button-broadcast-cancel = 🛑 Cancelar
button-broadcast-csv = 📄 Lista (CSV)
