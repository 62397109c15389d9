"""What notices of writers unknown to the rules taught about terms, in sentences of our own. All is invented."""

from datetime import date

import pytest

from buzon.terms import LastDay, Term, Unit, find_term

WORKDAYS, DAYS, HOURS = Unit

TERMS = [
    (
        "Los tres días hábiles del primer aviso quedaron atrás sin noticias suyas; le damos dos días hábiles más.",
        2,
        WORKDAYS,
    ),
    ("Presente lo que se le indicó en la ventanilla en cinco días hábiles.", 5, WORKDAYS),
    ("Adjunte el contrato que firmó con la empresa en tres días hábiles.", 3, WORKDAYS),
    ("Se detectó que falta la firma; subsane en cuatro días hábiles.", 4, WORKDAYS),
    ("Se dispuso su salida del país en quince días calendario.", 15, DAYS),
    ("Se resolvió multarlo; cabe apelar en quince días hábiles.", 15, WORKDAYS),
    ("Se abrió procedimiento sancionador con descargos en cinco días hábiles.", 5, WORKDAYS),
    ("Se impuso una multa pagadera en diez días hábiles.", 10, WORKDAYS),
    ("Usted no vino a la entrevista. Vuelva dentro de cinco días hábiles.", 5, WORKDAYS),
    ("Se le ha concedido un plazo adicional de cinco días hábiles para presentar la apostilla.", 5, WORKDAYS),
    ("Le asiste el derecho de apelar en quince días hábiles.", 15, WORKDAYS),
    ("A los cinco días hábiles que le dimos le añadimos otros cinco, desde hoy.", 5, WORKDAYS),
    ("El plazo anterior de cinco días hábiles queda reemplazado por uno de ocho días hábiles.", 8, WORKDAYS),
    ("Los diez días hábiles iniciales se convierten en veinte días hábiles.", 20, WORKDAYS),
    (
        (
            "Seguimiento:\n- 3 de agosto: observación (10 días hábiles)\n- 1 de setiembre: "
            "abandono\n\nRecurso: 15 días hábiles"
        ),
        15,
        WORKDAYS,
    ),
    ("Línea de tiempo\n01/10/2026 Se presenta\n09/10/2026 Requerimiento: 7 días hábiles para responder", 7, WORKDAYS),
    ("Expediente: 1\nMotivo: falta tasa\nPlazo: 5 días hábiles\nConsecuencia: archivo", 5, WORKDAYS),
    (
        "Acto: cancelación de la residencia otorgada el 3 de mayo\nEfecto: carné sin valor\nRecursos: 15 días hábiles",
        15,
        WORKDAYS,
    ),
    ("Qué falta: pasaporte\nTiempo: 3 días hábiles\nDónde: mesa de partes", 3, WORKDAYS),
    ("Estado: vence el 30/06/2027\nMedida: presentar contrato\nTérmino: 8 días hábiles", 8, WORKDAYS),
    ("Cuenta con cinco hábiles para responder.", 5, WORKDAYS),
    ("Plazo: 15 (quince) hábiles.", 15, WORKDAYS),
    ("RESPONDA - QUINTO DÍA HÁBIL - EXP. 77", 5, WORKDAYS),
    ("Subsane al décimo quinto día hábil de notificado.", 15, WORKDAYS),
    ("Pague en diez días hábiles. Si paga dentro de los 3 primeros, se le rebaja la mitad.", 3, WORKDAYS),
    ("Dispone de tres hábiles.", 3, WORKDAYS),
    ("Tiene siete días útiles para regularizar.", 7, WORKDAYS),
    ("La presente decisión es susceptible de reconsideración (15 días hábiles).", 15, WORKDAYS),
    ("Este acto es apelable en quince días hábiles.", 15, WORKDAYS),
    ("Contra este pronunciamiento caben los recursos de ley: quince días hábiles.", 15, WORKDAYS),
    ("Lo decidido admite apelación dentro de quince días hábiles.", 15, WORKDAYS),
    ("Recurso: sí, 15 días hábiles", 15, WORKDAYS),
    ("¿Puedo apelar? Sí, en 15 días hábiles.", 15, WORKDAYS),
    ("Si no está de acuerdo, apele: son 15 días hábiles.", 15, WORKDAYS),
    ("Ordénese la salida obligatoria, que cumplirá en quince días calendario.", 15, DAYS),
    ("Para abandonar el Perú se le señala un máximo de diez días calendario.", 10, DAYS),
    ("Esperamos sus descargos por cinco días hábiles.", 5, WORKDAYS),
    (
        "Le rogamos venir otra vez a tomarse la foto, que salió movida en agosto, dentro de los diez días hábiles.",
        10,
        WORKDAYS,
    ),
    ("Es menester que ratifique su firma dentro de los cinco días hábiles.", 5, WORKDAYS),
    ("Págala antes de 48 horas o la enviaremos a cobranza.", 48, HOURS),
    ("Responda en 72 horas o remitiremos el caso a la Policía.", 72, HOURS),
    ("Su paquete regresó: lo tendremos en la sede 15 días calendario.", 15, DAYS),
    ("Su carné permanecerá guardado 30 días calendario.", 30, DAYS),
    ("Plazo de custodia: 60 días calendario.", 60, DAYS),
    (
        "Si la abona dentro de los cinco días hábiles pagará la mitad; la apelación, en quince días hábiles.",
        5,
        WORKDAYS,
    ),
    ("La ley señala quince días calendario, contados desde hoy, para salir del país.", 15, DAYS),
    ("Mandar que el interesado aporte el contrato en ocho días hábiles.", 8, WORKDAYS),
    ("Disponer que la apelante precise su pedido en dos días hábiles.", 2, WORKDAYS),
    ("Si ya cumplió, haga caso omiso de este mensaje. Si no, subsane en cinco días hábiles.", 5, WORKDAYS),
    ("Revise que su nombre y vencimiento (17/02/2028) estén bien. Custodia: 30 días calendario.", 30, DAYS),
    ("Pasados noventa días calendario desde hoy, el documento se devuelve a Lima.", 90, DAYS),
    ("En lugar de los cinco días hábiles que tenía, dispone ahora de treinta días hábiles.", 30, WORKDAYS),
    ("Tráigase uno reciente, con sus boletas. Diez días.", 10, WORKDAYS),
    ("CONCÉDESE ampliación por diez días hábiles más.", 10, WORKDAYS),
    ("Venga por favor el día hábil siguiente al de este aviso.", 1, WORKDAYS),
    ("Procede apelar en tres días hábiles ante este despacho.", 3, WORKDAYS),
    ("Registra un exceso de cuatrocientos dos (402) días; apele en quince días hábiles.", 15, WORKDAYS),
    # what a resolution recites is told, what it decides is open
    (
        (
            "CONSIDERANDO: que, se requirió el pasaporte con seis días hábiles; SE RESUELVE: 1.- Archivar. "
            "2.- Cabe reconsiderar en quince días hábiles."
        ),
        15,
        WORKDAYS,
    ),
    ("VISTO el escrito, y considerando: que, faltó ocho días; SE RESUELVE: otorgar cuatro días hábiles.", 4, WORKDAYS),
    ("Se le otorgan siete días hábiles, que corren aparte de los dos que ya vencieron.", 7, WORKDAYS),
    ("Le concedemos nueve días hábiles para traer el acta, cuyo plazo primero venció ayer.", 9, WORKDAYS),
    ("Pague en veinte días hábiles; quien pague dentro de los cuatro (4) primeros obtiene una rebaja.", 4, WORKDAYS),
    ("Ejecución: siete (7) días calendario.", 7, DAYS),
    ("Se lo guardamos 45 días calendario; después se destruye.", 45, DAYS),
    ("Guardamos los documentos por treinta días calendario desde hoy.", 30, DAYS),
    ("Transcurridos veinte días hábiles sin que lo recoja, será remitido al archivo.", 20, WORKDAYS),
    ("El plazo para cargar la foto vence a las 72 horas.", 72, HOURS),
    ("Subsane la foto a más tardar a las veinticuatro horas.", 24, HOURS),
    ("Presente las boletas de pago de julio en seis días hábiles.", 6, WORKDAYS),
    ("Se resuelve conferirle ocho días hábiles para que las aclare.", 8, WORKDAYS),
    ("Felicitaciones por su boda. La ley le da doce días hábiles para ello.", 12, WORKDAYS),
    (
        "Lima, 2 de noviembre de 2026. Apele en quince días hábiles. Otra cosa: salga hasta el 15 de enero de 2027.",
        15,
        WORKDAYS,
    ),
]
"""Said in a layout, beside what is over, as an order, as a right to appeal, without the word for days."""

LAST_DAYS = [
    ("Su permiso de 183 días se agotó; su último día en el Perú es el 15 de enero de 2027.", date(2027, 1, 15)),
    ("Súbala antes de que acabe el viernes 18 de diciembre de 2026.", date(2026, 12, 18)),
    ("Necesitamos la carta para el lunes 14 de diciembre de 2026.", date(2026, 12, 14)),
    ("Fecha en que debe entregarlo: 18 de diciembre de 2026.", date(2026, 12, 18)),
    ("Fecha para responder: 18/12/2026", date(2026, 12, 18)),
    ("Su último día en el país es el 20 de diciembre de 2026.", date(2026, 12, 20)),
    ("Tiene tiempo hasta el miércoles 16 de diciembre de 2026.", date(2026, 12, 16)),
    ("El plazo se cierra el 16 de diciembre de 2026.", date(2026, 12, 16)),
    ("Envíe la constancia como muy tarde el 16 de diciembre de 2026.", date(2026, 12, 16)),
    ("Déjelo en sobre cerrado en mesa de partes, hasta el martes 15 de diciembre de 2026.", date(2026, 12, 15)),
    ("Si al 15 de diciembre de 2026 no ha respondido, archivaremos el pedido.", date(2026, 12, 15)),
    ("Súbala hasta el viernes 11 de diciembre.", date(2026, 12, 11)),
    ("Carta de 19 de noviembre de 2026. Responda a más tardar el 15 de enero.", date(2027, 1, 15)),
    ("Pague la multa hasta el 11/12 en el banco.", date(2026, 12, 11)),
    ("Envíe la foto antes del lunes 14 de diciembre.", date(2026, 12, 13)),
    ("Envíe el recibo antes del 11 de diciembre de 2026 inclusive.", date(2026, 12, 11)),
    ("Envíe el recibo antes de que acabe el 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Envíe el recibo antes del cierre del 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Envíe el recibo antes del fin del día 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Envíe el recibo antes de concluir el 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Envíe el recibo antes del 11 de diciembre de 2026.", date(2026, 12, 10)),
    ("Los originales deben obrar en la oficina el 11 de diciembre de 2026, sin falta.", date(2026, 12, 11)),
    ("Deberá haber salido del país el viernes 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Responda hasta el **viernes 11 de diciembre de 2026**.", date(2026, 12, 11)),
    ("Recójalo entre el lunes 7 y el viernes 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("La custodia vence el 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Presente los papeles de aquí al 11 de diciembre de 2026.", date(2026, 12, 11)),
    ("Atenderemos lo que envíe hasta el cierre del día 11 de diciembre de 2026.", date(2026, 12, 11)),
    (
        "Lima, 27 de noviembre de 2026. Apele en quince días hábiles. Además, salga hasta el 4 de diciembre de 2026.",
        date(2026, 12, 4),
    ),
]

NONE = [
    "Su carta llegó dentro de los cinco días hábiles y fue aceptada.",
    "Usted respondió en el plazo de diez días hábiles.",
    "El recurso se interpuso al décimo día.",
    "Pagaste en los tres días hábiles, por eso tienes el descuento.",
    "La empresa remitió la planilla dentro del plazo legal de cinco días hábiles.",
    "Por no haber comunicado el cambio en el término de treinta días, se le amonesta.",
    "Habiendo cumplido en el plazo de dos días hábiles, se tiene por subsanada la solicitud.",
    "Los documentos fueron entregados dentro de los ocho días hábiles.",
    "Hiciste el trámite en siete días, ¡felicitaciones!",
    "La solicitud caducó a los 60 días calendario de iniciada.",
    "Los quince días hábiles para impugnar fenecieron ayer.",
    "El plazo de cinco días hábiles se agotó el 3 de noviembre.",
    "Se le dieron diez días hábiles, vencidos el 30 de octubre.",
    "Se te concedió una semana y no hubo respuesta.",
    "Historia:\n02/10 - Ingreso\n05/10 - Observado, plazo 5 días hábiles\n20/10 - Archivado",
    "La Jefatura ha de volver a resolver en treinta días hábiles.",
    "Corresponde a la Gerencia resolver en treinta días hábiles.",
    "Se manda que la oficina de origen emita nueva resolución en diez días.",
    "Lo pagado le será reembolsado en treinta días hábiles.",
    "Devolución: la hará Tesorería, en 20 días hábiles.",
    "Le escribiré dentro de los siete días hábiles.",
    "Una vez reciba los papeles, le responderé en cinco días hábiles.",
    "El término de treinta días hábiles con que contamos se ha extendido.",
    "En un máximo de 30 días hábiles tendrás la nueva respuesta.",
    "El procedimiento continúa y habrá de resolverse en quince días hábiles.",
    "Te contestaremos en cinco días hábiles.",
    "El superior decidirá en treinta días hábiles.",
    "El dinero volverá a su cuenta en quince días hábiles.",
    "Nos toma diez días hábiles revisar su caso.",
    "La nueva tarjeta estará impresa en diez días hábiles.",
    "La jefatura zonal retomará la evaluación en cinco días hábiles.",
    "Sepa que el plazo para subsanar pasa a ser, para todos, de cinco días hábiles.",
    "¿Sabía usted que toda multa se puede apelar en quince días hábiles?",
    (
        "Ayer le llegó un requerimiento con cinco días hábiles. Fue enviado por error: "
        "haga como si no lo hubiera recibido."
    ),
    "La impresora estuvo malograda dos semanas.",
    "Desconfíe de quien ofrece carnés en un día.",
    "Sírvase reponer las sillas de la orden de compra en cinco días hábiles.",
    "Puede renovar dentro de los noventa días que preceden al vencimiento.",
    "Calidad: Estudiante. Vence: 31 de diciembre de 2027.",
    "Quedas como Turista hasta el 30 de junio de 2027.",
    "Para el permiso había que haber ingresado antes del 10 de mayo de 2026.",
    "Tu cita está programada para el lunes 14 de diciembre de 2026.",
    "Su residencia fue aprobada. Vence el 5 de marzo de 2028.",
    "La norma alcanza a quienes ingresaron hasta el 31 de diciembre de 2024.",
    "El titular paga su tasa anual hasta el 31 de marzo de cada año.",
    "La norma que lo permitía rigió hasta el 31 de mayo y no se renovó.",
    "La mudanza será entre el 28 y el 31 de diciembre.",
    "Por Carta N.° 3390 se advirtió la falta de firma, otorgándosele cinco días hábiles; el reparo fue absuelto.",
    "Su pedido fue observado; había diez días hábiles para corregirlo.",
    "Esos cuatro días hábiles coinciden con la caída del sistema.",
    "No podemos darle los treinta días hábiles más que solicitó.",
    "El dinero se le restituye en treinta días hábiles.",
    "La tarjeta fue impresa dos días antes.",
    "VISTO el pedido; considerando: que, la ley da siete días hábiles para subsanar; se resuelve: aprobar lo pedido.",
    "Considerando: que, debía salir hasta el 3 de marzo de 2026; se resuelve: eximirlo.",
    "Usted pidió ocho días para viajar y puede hacerlo.",
    "Presentó un certificado que cubre solo seis días.",
    "Puede ausentarse en total 183 días.",
    "Su recurso fue presentado; la entrevista, que dura una hora, es el lunes.",
    "Se declara fundada la apelación y se reforma lo decidido en nueve días hábiles por la jefatura.",
    "Se retrotrae el procedimiento; diez días hábiles.",
    "Lo ingresado de noche se tiene por recibido el día hábil siguiente.",
    "Lo anterior será revisado dentro de seis días hábiles por la unidad.",
]
"""Done within it, in the log of a file, the office's, a permit's, in general, another's."""


@pytest.mark.parametrize(("text", "count", "unit"), TERMS)
def test_the_term_is_found(text: str, count: int, unit: Unit) -> None:
    found = find_term(text)
    assert isinstance(found, Term)
    assert (found.count, found.unit) == (count, unit)
    assert found.words in text


@pytest.mark.parametrize(("text", "day"), LAST_DAYS)
def test_the_last_day_is_found(text: str, day: date) -> None:
    found = find_term(text)
    assert isinstance(found, LastDay)
    assert found.day == day


@pytest.mark.parametrize("text", NONE)
def test_there_is_no_term(text: str) -> None:
    assert find_term(text) is None


@pytest.mark.parametrize(
    ("text", "near", "day"),
    [
        ("Preséntelo hasta el 15 de enero.", date(2027, 12, 20), date(2028, 1, 15)),
        ("Preséntelo hasta el 15 de diciembre.", date(2027, 12, 20), date(2027, 12, 15)),
        ("Preséntelo hasta el viernes 11 de diciembre.", date(2026, 11, 20), date(2026, 12, 11)),
        ("Preséntelo hasta el 31 de febrero.", date(2026, 11, 20), None),
        ("Preséntelo hasta el 29 de febrero.", date(2027, 11, 20), date(2028, 2, 29)),
    ],
)
def test_the_day_of_deposit_tells_the_year(text: str, near: date, day: date | None) -> None:
    """Where the text leaves it out; a day that was long ago is that of the next year."""
    found = find_term(text, near)
    assert (found.day if isinstance(found, LastDay) else found) == day


@pytest.mark.parametrize(
    ("text", "deposited", "day"),
    [
        ("Presente los documentos hasta el 11 de diciembre.", date(2026, 11, 27), date(2026, 12, 11)),
        ("Presente los documentos hasta el 8 de enero.", date(2026, 12, 28), date(2027, 1, 8)),
        ("Presente los documentos hasta el 30 de octubre.", date(2026, 11, 27), date(2026, 10, 30)),
        ("Presente los documentos hasta el 10 de agosto.", date(2026, 11, 27), None),
    ],
)
def test_the_day_of_deposit_tells_the_year_of_a_last_day(text: str, deposited: date, day: date | None) -> None:
    """A day that is over stays over; and one that could only be next year's, long after, is nobody's last day."""
    found = find_term(text, deposited)
    assert (found.day if isinstance(found, LastDay) else found) == day
