# Las palabras de los dibujos. Cada dibujo lleva también su descripción, para quien no lo puede ver (`-alt`).
# Al cambiar algo aquí: `make pictures`.
picture-drawing = Dibujo: la página real puede verse distinta

## La hoja

picture-sheet-foot-title = Busca al final de tu constancia
picture-sheet-foot-drawing = Dibujo: la hoja real puede verse distinta
picture-sheet-foot-here = Están aquí, casi al final de la hoja
picture-sheet-foot-asterisks = Asteriscos: busca tu PRIMERA constancia
picture-sheet-foot-alt = Dibujo de una constancia de trámite: el usuario y la contraseña están casi al final de la hoja; si en otra constancia la contraseña sale con asteriscos, hay que buscar la primera.
picture-photo-tips-title = Así sale bien la foto de tu hoja
picture-photo-tips-drawing = Dibujo: tu hoja puede verse distinta
picture-photo-tips-flat = Pon la hoja plana en una mesa
picture-photo-tips-above = Tómala desde arriba
picture-photo-tips-foot = Que se vea todo el final
picture-photo-tips-light = Con buena luz y sin sombra
picture-photo-tips-not = Así no:
picture-photo-tips-tilted = Inclinada
picture-photo-tips-shadow = Con sombra
picture-photo-tips-cut = Cortada
picture-photo-tips-alt = Dibujo: la hoja está plana en una mesa y el teléfono la mira desde arriba, con buena luz y con todo el final a la vista; salen mal las fotos inclinadas, con sombra o cortadas.

## La página SINE

picture-sine-1-title = Toca «¿Olvidaste la contraseña?»
picture-sine-1-address = Mira que la dirección termine así
picture-sine-1-here = Toca aquí
picture-sine-1-alt = Dibujo de la página para ingresar, con Usuario, Contraseña y el botón Ingresar; debajo está el enlace «¿Olvidaste la contraseña?», que es lo que se toca.
picture-sine-2-title = Llena tus datos y toca «Siguiente»
picture-sine-2-fields = Igual que en tu documento
picture-sine-2-here = Al final, toca aquí
picture-sine-2-alt = Dibujo de la página Verificación de Datos, con siete casillas: Nacionalidad, Tipo de documento, Número de documento, Apellido Paterno, Apellido Materno, Nombres y Fecha de nacimiento; al final está el botón Siguiente.
picture-sine-3-title = Tu contraseña nueva
picture-sine-3-if = Si ves esto:
picture-sine-3-twice = Inventa una y escríbela dos veces
picture-sine-3-else = Si no lo ves:
picture-sine-3-mail = Revisa tu correo: puede llegarte ahí
picture-sine-3-keep = Anótala en un lugar seguro. No la escribas en el chat.
picture-sine-3-alt = Dibujo con dos casos: una página donde se escribe dos veces la contraseña nueva, o un mensaje en tu correo con ella.

## La Agencia Digital

picture-agency-1-title = Toca «Extranjero»
picture-agency-1-address = Mira que la dirección termine así
picture-agency-1-here = Toca aquí
picture-agency-1-alt = Dibujo del inicio de la Agencia Digital, con varias opciones: la que se toca es Extranjero.
picture-agency-2-title = Llena tus datos, la fecha del carné y las letras
picture-agency-2-issue = Mira esta fecha en tu carné
picture-agency-2-captcha = Copia estas letras y números
picture-agency-2-alt = Dibujo de un formulario con tus datos personales; al final pide la fecha de emisión de tu carné y copiar las letras y los números de una imagen.
picture-agency-3-title = Elige esta sección
picture-agency-3-here = Toca aquí
picture-agency-3-alt = Dibujo de un menú con varias secciones: la que se toca es «Regularización CPP/Calidad Humanitaria».
picture-agency-4-title = Llena los datos y toca «Verificar»
picture-agency-4-fields = Lo que te pida la página
picture-agency-4-here = Después, toca aquí
picture-agency-4-alt = Dibujo del formulario de «Regularización CPP/Calidad Humanitaria»: se llenan los datos que pide y se toca el botón Verificar.
picture-agency-5-title = Entra a tu buzón por el enlace de arriba
picture-agency-5-here = Está arriba: toca aquí
picture-agency-5-alt = Dibujo de la página de adentro: arriba de todo hay un enlace a tu Buzón Electrónico, que es lo que se toca.
picture-agency-6-title = Mira la lista de tus notificaciones
picture-agency-6-first = Primero aquí
picture-agency-6-then = Después aquí
picture-agency-6-alt = Dibujo del menú del buzón: primero se toca «Casilla Electrónica» y después, debajo, «Notificaciones».
