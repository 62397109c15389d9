# Una persona con dos chats: uno en Telegram y otro en WhatsApp.

also-used-in =
    📱 También usas estos buzones en <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>. Te aviso en <b>{ $told ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>. Lo urgente llega a los dos.
button-also-in = 📱 Usar en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-tell-me-in = 🔔 Aviso en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-stop-here = Dejar de usarlo aquí
button-stop-there = Sacar { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-open-there = Abrir { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-not-me = ⛔ Desconectar
button-share-yes = Sí, es mío
button-share-no = No
pairing-code =
    📱 Tu código es <b>{ $code }</b>

    Toca el botón, o escribe el código en mi chat de { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. Sirve una vez y dura 15 minutos.

    <b>No se lo des a nadie.</b> Quien lo tenga podría ver tus buzones.
ask-share-mailboxes =
    📱 <b>¿Quieres usar aquí los buzones que tienes en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }?</b>

    { $count ->
        [0] Allá no hay ninguno todavía.
        [one] Es el buzón <b>{ $names }</b>.
       *[other] Son los buzones <b>{ $names }</b>.
    } Desde aquí los verás, los abrirás y los quitarás igual que allá.{ $own ->
        [0] {""}
        [one] {" "}El buzón que tienes aquí se junta con los de allá.
       *[other] {" "}Los { $own } buzones que tienes aquí se juntan con los de allá.
    }

    El permiso que me diste allá vale también para este chat. Di que sí solo si el otro chat es <b>tuyo</b>.
pairing-done =
    ✅ Listo. Aquí y en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } tienes los mismos buzones. En /cuentas eliges dónde te aviso.
pairing-declined = Está bien. No junté nada.
pairing-not-code =
    Ese código no sirve. Puede estar mal escrito, usado o vencido: dura 15 minutos.

    Pide otro en /cuentas, en tu otro chat. Después de 5 códigos malos hay que esperar una hora.
pairing-not-here = Ese código es para usarlo en el otro chat, no en este.
pairing-not-paired = Uno de estos dos chats ya está junto con otro. Míralo en /cuentas.
pairing-not-full = Juntos son demasiados buzones para una persona. Quita alguno en /cuentas y prueba otra vez.
joined =
    📱 Tus buzones se usan ahora también en <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>.

    ¿No fuiste tú? Toca el botón y lo desconecto.
told-in =
    🔔 Listo. Desde ahora te aviso en <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>. Lo urgente llega a los dos chats.
stopped-here =
    Listo. Aquí ya no se usan los buzones. Siguen en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }.
stopped-there =
    Listo. Saqué { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }: desde allá ya nadie ve tus buzones.
parted-holder =
    📱 En { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } ya no se usan tus buzones. Aquí todo sigue igual.
parted-second =
    📱 Este chat se separó de { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. Aquí ya no se ven los buzones de allá. Mira en /cuentas qué tienes aquí.
forget-warning-both =
    ¿Borro <b>todo</b>? Tus buzones, tus avisos y tu permiso. Tampoco se verán ya en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. Ya no te avisaré de nada. En Migraciones no cambia nada.
forget-warning-here =
    ¿Borro <b>este chat</b>? Tus buzones siguen en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. Para borrarlo todo, escribe /privacidad allá, o quítalos antes en /cuentas.
