# The nationality, only where the person gives it.

country = { COUNTRY($country) }
nationality-offered = 🌎 Sometimes there are messages that are <b>only for your country</b>. If you want them, tap the button and I keep your nationality. It is optional.
nationality-kept =
    🌎 I keep your nationality: <b>{ COUNTRY($country) }</b>.

    I use it only for messages that are for your country. With /privacidad you see it, change it or delete it.
nationality-forgotten = Done. I forgot your nationality.
nationality-not-kept = I did not keep it: I need your permission first. Write /start.
privacy-nationality = I also keep the nationality that you gave: <b>{ COUNTRY($country) }</b>. It is for messages that are only for your country.
ask-own-nationality =
    🌎 Which country are you from? For example: Venezuela

    I keep it to send you messages that are <b>only for your country</b>. It is optional: to leave it, write /cancelar.
example-own-nationality = Venezuela
button-keep-country = Keep: { COUNTRY($country) }
button-give-nationality = 🌎 Give my nationality
button-change-nationality = 🌎 Change my nationality
button-forget-nationality = 🗑 Forget my nationality
