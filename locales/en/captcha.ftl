# Pictures of letters that the portal shows at the sign-in, and that only the mailbox's owner is shown.
ask-portal-captcha = Migraciones wants to know that you are a person. Which letters and numbers do you see in the picture? Write them here. You have two minutes.
captcha-another-wrong = Those were not the ones. Look at this other picture, take your time.
captcha-another-over = The picture expired. I asked for another one: write what you see in this one.
captcha-in = ✅ Done: I got into <b>{ $name }</b> and keep watching it.
captcha-rejected = Migraciones did not accept the password of <b>{ $name }</b>. Write /vincular to enter it again.
captcha-locked = 🔒 Migraciones has <b>locked</b> the mailbox <b>{ $name }</b>. Wait some hours, or ask for a new password with /recuperar
captcha-official = The mailbox <b>{ $name }</b> needs no picture.
captcha-gone = That mailbox is not in this chat any more. See yours in /cuentas
captcha-too-many =
    Three pictures were read wrongly. So that Migraciones does not lock the account, I will not try again <b>for an hour</b>.

    Meanwhile, go to the page of Migraciones yourself and look at <b>{ $name }</b> there.
captcha-enough = I stop here, so as not to tire you. When you want another picture, tap the button.
trouble-captcha-picture = ✋ <b>{ $name }</b>: Migraciones wants a picture read before it lets us in. Tap the button and I will show it to you.
button-captcha = 🖼 See another picture
button-captcha-of = 🖼 See the picture of { $name }
button-captcha-in = 📬 See my notices
not-linked-captcha-over = The picture expired, and I did not keep your password. Enter it again and I will show you a new picture.
not-linked-captcha-too-many =
    Three pictures were read wrongly. So that Migraciones does not lock the account, I will not try again <b>for an hour</b>.

    Then write /vincular. Meanwhile, you can go to the page of Migraciones yourself.
