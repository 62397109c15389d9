# One person with two chats: one on Telegram and one on WhatsApp.

also-used-in =
    📱 You use these mailboxes on <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b> too. I tell you on <b>{ $told ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>. What is urgent comes to both.
button-also-in = 📱 Use on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-tell-me-in = 🔔 Alerts on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-stop-here = Stop using it here
button-stop-there = Remove { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-open-there = Open { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }
button-not-me = ⛔ Disconnect
button-share-yes = Yes, it is mine
button-share-no = No
pairing-code =
    📱 Your code is <b>{ $code }</b>

    Tap the button, or write the code in my chat on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. It works once and lasts 15 minutes.

    <b>Give it to nobody.</b> Whoever has it could see your mailboxes.
ask-share-mailboxes =
    📱 <b>Do you want to use here the mailboxes that you have on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }?</b>

    { $count ->
        [0] There is none there yet.
        [one] It is the mailbox <b>{ $names }</b>.
       *[other] They are the mailboxes <b>{ $names }</b>.
    } From here you will see them, open them and remove them just as there.{ $own ->
        [0] {""}
        [one] {" "}The mailbox that you have here joins those there.
       *[other] {" "}The { $own } mailboxes that you have here join those there.
    }

    The permission that you gave me there holds for this chat too. Say yes only if the other chat is <b>yours</b>.
pairing-done =
    ✅ Done. Here and on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } you have the same mailboxes. In /cuentas you choose where I tell you.
pairing-declined = All right. I joined nothing.
pairing-not-code =
    That code does not work. It may be mistyped, used or too old: it lasts 15 minutes.

    Ask for another in /cuentas, in your other chat. After 5 wrong codes you have to wait an hour.
pairing-not-here = That code is for your other chat, not for this one.
pairing-not-paired = One of these two chats is joined with another already. See /cuentas.
pairing-not-full = Together they are too many mailboxes for one person. Remove one in /cuentas and try again.
joined =
    📱 Your mailboxes are now used on <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b> too.

    Was it not you? Tap the button and I disconnect it.
told-in =
    🔔 Done. From now on I tell you on <b>{ $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }</b>. What is urgent comes to both chats.
stopped-here =
    Done. The mailboxes are not used here any more. They are still on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }.
stopped-there =
    Done. I removed { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }: from there nobody sees your mailboxes any more.
parted-holder =
    📱 Your mailboxes are not used on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } any more. Here everything stays as it is.
parted-second =
    📱 This chat is separate from { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } now. The mailboxes there are not seen here any more. See in /cuentas what you have here.
forget-warning-both =
    Shall I delete <b>everything</b>? Your mailboxes, your alerts and your permission. They will not be seen on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } either. I will tell you of nothing any more. At Migraciones nothing changes.
forget-warning-here =
    Shall I delete <b>this chat</b>? Your mailboxes stay on { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }. To delete everything, write /privacidad there, or remove them first in /cuentas.
