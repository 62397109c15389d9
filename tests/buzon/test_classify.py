"""From a bare subject to the kind: the traps of official Spanish, and an honest `unknown`."""

import time
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.canonical import canonical
from buzon.classify import HEAD, MOST_WORDS, TAIL, Verdict, classify, flatten, fold, judge, read
from buzon.hearing import RULES, Confidence
from buzon.notice import Kind, Urgency
from buzon.rules import BadRules, Cue, load
from buzon.weighing import Evidence
from buzon.weighing import load as load_weights

SUBJECTS = [
    # approval
    ("SE APRUEBA SU SOLICITUD DE CALIDAD MIGRATORIA", Kind.APPROVAL),
    ("Aprobación de prórroga de residencia - EXP. LM260012345", Kind.APPROVAL),
    ("RESOLUCIÓN QUE DECLARA PROCEDENTE SU SOLICITUD", Kind.APPROVAL),
    ("declarar procedente lo solicitado", Kind.APPROVAL),
    ("Resuelve otorgar la calidad migratoria Humanitaria", Kind.APPROVAL),
    ("SOLICITUD APROBADA", Kind.APPROVAL),
    # "improcedente" contains "procedente"; a denial quotes what it denies; negations
    ("DECLARAR IMPROCEDENTE LA SOLICITUD", Kind.DENIAL),
    ("Improcedencia de solicitud de cambio de calidad", Kind.DENIAL),
    ("improcedente la aprobación de la prórroga", Kind.DENIAL),
    ("Se deniega la aprobación solicitada", Kind.DENIAL),
    ("DENEGATORIA DE PRÓRROGA", Kind.DENIAL),
    ("DENEGAR la calidad migratoria", Kind.DENIAL),
    ("No procede otorgar la calidad migratoria", Kind.DENIAL),
    ("no  procedente", Kind.DENIAL),
    ("NO SE APRUEBA LA SOLICITUD", Kind.DENIAL),
    ("No ha lugar a lo solicitado", Kind.DENIAL),
    ("Se desestima el recurso", Kind.DENIAL),
    ("RECURSO INFUNDADO", Kind.DENIAL),
    ("Declarar infundada la apelación", Kind.DENIAL),
    ("RESOLUCIÓN QUE DESAPRUEBA SU SOLICITUD", Kind.DENIAL),
    ("No es procedente lo solicitado", Kind.DENIAL),
    ("NO CORRESPONDE OTORGAR LA CALIDAD MIGRATORIA", Kind.DENIAL),
    ("Se rechaza la solicitud de aprobación", Kind.DENIAL),
    ("Solicitud desaprobada", Kind.DENIAL),
    ("Dejar sin efecto la resolución que aprueba la prórroga", Kind.DENIAL),
    ("CANCELACIÓN DE LA CALIDAD MIGRATORIA OTORGADA", Kind.DENIAL),
    ("Revocar la residencia otorgada", Kind.DENIAL),
    # appeals
    ("Declarar fundado el recurso de reconsideración", Kind.APPEAL_DECIDED),
    ("AGOTADA LA VÍA ADMINISTRATIVA", Kind.APPEAL_DECIDED),
    # what ends a procedure
    ("Téngase por no presentada su solicitud", Kind.DISMISSED),
    ("DECLARAR EL ABANDONO DEL PROCEDIMIENTO", Kind.DISMISSED),
    ("SOLICITUD POR NO PRESENTADA - subsanación no recibida", Kind.DISMISSED),
    # remedy and demand
    ("NOTIFICACIÓN DE OBSERVACIONES - EXP. CM250098114", Kind.REMEDY),
    ("Subsane dentro del plazo de cinco (05) días hábiles", Kind.REMEDY),
    ("SUBSANACION DE OBSERVACION", Kind.REMEDY),
    ("No adjuntó copia del pasaporte", Kind.REMEDY),
    ("bajo apercibimiento de ley", Kind.REMEDY),
    ("EXPEDIENTE OBSERVADO", Kind.REMEDY),
    ("CARTA DE REQUERIMIENTO N.° 123-2026", Kind.DEMAND),
    ("Se requiere presentar documento", Kind.DEMAND),
    # summons
    ("CITACIÓN PARA TOMA DE DATOS BIOMÉTRICOS", Kind.SUMMONS),
    ("Debe apersonarse a la sede Breña", Kind.SUMMONS),
    ("Entrevista programada", Kind.SUMMONS),
    ("SU CITA DE BIOMETRÍA", Kind.SUMMONS),
    # pickup
    ("CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO", Kind.PICKUP),
    ("Carné impreso", Kind.PICKUP),
    ("puede recoger su documento", Kind.PICKUP),
    # sanctions, and what is worst
    ("RESOLUCIÓN QUE IMPONE MULTA", Kind.SANCTION),
    ("Pago de multas", Kind.SANCTION),
    ("COMUNICADO: se cancela la atención del feriado", Kind.INFORMATION),
    ("Inicio de procedimiento sancionador", Kind.SANCTION),
    ("IMPUTACIÓN DE CARGOS", Kind.SANCTION),
    ("Plazo para presentar descargos", Kind.SANCTION),
    ("SALIDA OBLIGATORIA CON IMPEDIMENTO DE INGRESO", Kind.EXPULSION),
    ("Orden de expulsión y multa", Kind.EXPULSION),
    ("impedimento\nde   ingreso", Kind.EXPULSION),
    # information, and an honest unknown
    ("COMUNICADO SOBRE HORARIO DE ATENCIÓN", Kind.INFORMATION),
    ("Se informa cambio de sede", Kind.INFORMATION),
    ("NOTIFICACIÓN DE RESOLUCIÓN - EXP. LM260012345", Kind.UNKNOWN),
    ("Documento 4417", Kind.UNKNOWN),
    ("", Kind.UNKNOWN),
    ("procedimiento administrativo", Kind.UNKNOWN),
    # a chance to defend oneself is no grant
    ("Procedimiento especial: se le otorga defensa", Kind.UNKNOWN),
    ("capacitación", Kind.UNKNOWN),
    ("recojamos", Kind.UNKNOWN),
]


@pytest.mark.parametrize(("subject", "kind"), SUBJECTS)
def test_a_bare_subject_is_enough_or_unknown(subject: str, kind: Kind) -> None:
    """Nothing may be opened to know more; capitals, accents and line ends change nothing."""
    assert classify(subject).kind is kind
    assert classify(subject.upper()).kind is kind
    assert classify(fold(subject)).kind is kind
    assert classify(f"  {subject}\n").kind is kind


_WORDS = st.sampled_from(
    ["aprobación", "se aprueba", "procedente", "otorgar", "PROCEDENTE", "recojo", "fundado", "cita", "de", "-", "EXP."]
)
_REFUSALS = st.sampled_from(
    [
        "improcedente",
        "IMPROCEDENTE",
        "Improcedencia",
        "infundado",
        "denegar",
        "se deniega",
        "no procede",
        "no ha lugar",
        "no es procedente",
    ]
)


@given(st.lists(_WORDS, max_size=6), _REFUSALS, st.lists(_WORDS, max_size=6))
def test_a_refusal_is_never_taken_for_an_approval(before: list[str], refusal: str, after: list[str]) -> None:
    """Whatever stands around it: the worst mistake that this product could make."""
    assert classify(" ".join([*before, refusal, *after])).kind is Kind.DENIAL


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    """Anything has a kind; what is not `unknown` has words that decided, and only `unknown` has no confidence."""
    verdict = classify(text)
    unsorted = verdict.kind is Kind.UNKNOWN
    assert unsorted == (verdict.words == ()) == (verdict.confidence is Confidence.NONE)
    assert verdict.urgency is verdict.kind.urgency


@given(st.text(st.sampled_from("improcedente aprueba no <b>&oacute;;.,\n\x1e\x00\u0301ÑİK1|"), max_size=300))
def test_a_canonical_text_keeps_its_length(text: str) -> None:
    """What is found in it is quoted from the text by the same places."""
    flat = flatten(text)
    assert len(canonical(flat)) == len(flat)


def test_what_harms_most_wins_in_any_company() -> None:
    """An expulsion is found among all other subjects, and the order of the rules begins with it."""
    assert RULES.order[0].urgency is Urgency.CRITICAL
    text = "\n\n".join(subject for subject, _ in SUBJECTS)
    assert classify(text).kind is Kind.EXPULSION


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_an_urgency(kind: Kind) -> None:
    """And every one but `unknown` has cues."""
    assert kind.urgency in Urgency
    filed = [each for word in RULES.words.values() for each in (*(line for _, line in word.followed), *word.free)]
    meanings = [meaning for _, _, meaning in (*filed, *chain.from_iterable(RULES.starts.values()))]
    assert kind is Kind.UNKNOWN or any(isinstance(cue, Cue) and cue.kind is kind for cue in meanings)


TRAPS = [
    # a negation turns a cue around
    ("no resulta procedente atender su pedido", Kind.DENIAL),
    ("la solicitud deviene en improcedente", Kind.DENIAL),
    ("No es factible acceder a lo peticionado.", Kind.DENIAL),
    ("No registra multas ni impedimento de ingreso; se aprueba la prórroga solicitada.", Kind.APPROVAL),
    ("Usted no mantiene multas ni deudas con la entidad.", Kind.INFORMATION),
    ("No es necesario que se apersone; su expediente sigue en evaluación.", Kind.INFORMATION),
    # an approval that is quoted, asked for, awaited, of a law or of a term
    ("Solicitó la aprobación de la prórroga, la que se deniega.", Kind.DENIAL),
    ("Previo a la aprobación de lo solicitado debe subsanar la observación.", Kind.REMEDY),
    ("El Reglamento, aprobado por Decreto Supremo N.° 007-2017-IN, rige la solicitud.", Kind.UNKNOWN),
    ("Se le otorga un plazo de diez días para que subsane.", Kind.REMEDY),
    ("El permiso que se le otorgó en 2024 queda cancelado.", Kind.DENIAL),
    ("La visa fue otorgada por error y por ello se anula.", Kind.DENIAL),
    ("Se aprueba el dictamen que recomienda denegar la solicitud.", Kind.DENIAL),
    ("Se aprueba la liquidación de la multa y se le otorga un plazo de quince días.", Kind.SANCTION),
    # a part granted, a part refused; an approval taken back
    ("Aprobar la visa de la hija e improcedente la del padre.", Kind.DENIAL),
    ("Declarar fundado en parte el recurso de apelación.", Kind.DENIAL),
    ("Dejar sin efecto la resolución que otorgó la residencia.", Kind.DENIAL),
    # what is past does not count
    ("Levantadas las observaciones, se aprueba el cambio de calidad migratoria.", Kind.APPROVAL),
    ("Sin observaciones que formular, se concede la prórroga de residencia.", Kind.APPROVAL),
    ("No cumplió con subsanar las observaciones: téngase por no presentada la solicitud.", Kind.DISMISSED),
    ("Como no se presentó a la cita, se reprograma la toma de huellas.", Kind.SUMMONS),
    # a threat has not been carried out
    ("Adjunte la apostilla faltante; de no hacerlo se declarará el abandono.", Kind.REMEDY),
    ("Subsane, bajo apercibimiento de tenerse por no presentada su solicitud.", Kind.REMEDY),
    ("Se hace efectivo el apercibimiento y se archiva el expediente.", Kind.DISMISSED),
    ("Pague la multa o será sancionado con expulsión.", Kind.SANCTION),
    # the appeal decides, not the decision that it attacks
    ("Declarar fundado el recurso contra la resolución que denegó la visa.", Kind.APPEAL_DECIDED),
    ("Infundado el recurso contra la resolución que impuso multa. Agotada la vía administrativa.", Kind.DENIAL),
    ("Fundado el recurso; levántese el impedimento de ingreso.", Kind.APPEAL_DECIDED),
    # several acts in one text: what harms most
    ("Denegar la prórroga y disponer la salida obligatoria.", Kind.EXPULSION),
    ("No se le ha impuesto multa; sin embargo, se deniega la prórroga.", Kind.DENIAL),
    ("Se inicia el procedimiento especial (PASEE) y tiene tres días para sus descargos.", Kind.EXPULSION),
    # only the resolutive part decides
    ("Que, la primera fue improcedente; que hay multa; SE RESUELVE: Artículo 1.- Aprobar la prórroga.", Kind.APPROVAL),
    ("Que, procedente sería otorgar la visa; SE RESUELVE: Denegar la solicitud.", Kind.DENIAL),
    # the clothes of a text
    ("<p>Se&nbsp;declara <b>IMPROCEDENTE</b> su petici&oacute;n.</p>", Kind.DENIAL),
    ("Dec1arar IMPROC EDENTE la so1icitud", Kind.DENIAL),
    ("DECLARAR IM PROCEDENTE LA SOLICITUD", Kind.DENIAL),
    ("Declarar lNADMISIBLE el recurso", Kind.DISMISSED),
    ("su prorroga a sido aprovada", Kind.APPROVAL),
    ("solisitud inprosedente", Kind.DENIAL),
    ("la revocasión de su residencia", Kind.DENIAL),
    ("impro-\ncedente la solicitud", Kind.DENIAL),
]


@pytest.mark.parametrize(("text", "kind"), TRAPS)
def test_the_traps_of_official_spanish(text: str, kind: Kind) -> None:
    """As a bare text, below a subject that says nothing, and in capitals without accents."""
    for dressed in (text, f"NOTIFICACIÓN N.° 12-2026\n{text}", f"NOTIFICACIÓN N.° 12-2026\n\n{text}"):
        assert classify(dressed).kind is kind
    if "&" not in text and "\n" not in text:
        assert classify(fold(text).upper()).kind is kind


@pytest.mark.parametrize(
    "subject",
    ["NOTIFICACIÓN N.° 1-2026", "SOLICITUD DE PRÓRROGA", "RECURSO DE APELACIÓN", "RESPUESTA A SU SOLICITUD", "CARTA"],
)
def test_a_subject_that_tells_nothing_is_unknown(subject: str) -> None:
    """What the person asked for is not what was decided."""
    assert classify(subject) == Verdict(Kind.UNKNOWN, (), Confidence.NONE)


def test_the_words_stand_as_in_the_text() -> None:
    """Not folded, without markup, the decisive ones first."""
    verdict = classify("AVISO\n<p>Tiene 15 d&iacute;as para apelar.</p><p><b>DENI&Eacute;GUESE</b>  lo pedido.</p>")
    assert verdict.kind is Kind.DENIAL
    assert verdict.words[0] == "DENIÉGUESE"
    assert "apelar" in verdict.words
    assert len(classify("deniega " * 50).words) <= MOST_WORDS


def test_confidence_tells_orders_from_mentions() -> None:
    """An act alone is certain; mentions, and two acts that compete, are only likely."""
    assert classify("NOTIFICACIÓN\nSe deniega la solicitud.").confidence is Confidence.CERTAIN
    assert classify("NOTIFICACIÓN\nConcepto: multa.").confidence is Confidence.LIKELY
    assert classify("NOTIFICACIÓN\nSe aprueba la visa y se deniega la prórroga.").confidence is Confidence.LIKELY


def test_a_text_too_long_to_be_read_whole_is_no_approval() -> None:
    """A refusal might stand in the middle, which is not read; a refusal that is read counts."""
    filler = "Que, consta en autos. " * ((HEAD + TAIL) // 20)
    assert classify(f"Se aprueba la prórroga.\n{filler}").kind is Kind.UNKNOWN
    assert classify(f"CARTA\n{filler}\nSe deniega la prórroga.").kind is Kind.DENIAL


@pytest.mark.parametrize(
    "piece",
    [
        "no ",
        "deberá plazo ",
        "<a",
        "&amp",
        "a",
        "improcedente ",
        " \n",
        "se ",
        "\u0301",
        "a-\n",
        "queda sin efecto resolución ",
        "i m p r o c ",
        ";",
        "ñ ",
    ],
)
def test_a_hostile_text_costs_little(piece: str) -> None:
    """200 kB of anything in half a second of the processor: what is read of a text is bounded."""
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    classify(text)
    assert time.process_time() - began < 0.5


_RULES = """
[order]
kinds = '''
expulsion
dismissed denial appeal_decided sanction remedy summons pickup demand approval information
'''
[heeds]
approval = "denial"
[words]
stops = "habiendo"
[cues.plain]
kind = "denial"
grade = "act"
why = "a test"
phrases = '''
nones
'''
"""


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('kind = "denial"', 'kind = "refusal"', "cues.plain"),
        ('grade = "act"', 'grade = "loud"', "cues.plain"),
        ('why = "a test"', 'why = " "', "cues.plain"),
        ("\nnones\n", "\nnones {nothing}\n", "cues.plain"),
        ("\nnones\n", "\n.. nones\n", "cues.plain"),
        ("\nnones\n", "\nnones [de la]\n", "cues.plain"),
        ("\nnones\n", "\nno(nes\n", "cues.plain"),
        ("\nnones\n", "\na nones\n", "cues.plain"),
        (" information", "", "order"),
        ('stops = "habiendo"', 'stops = "ha(biendo"', "words.stops"),
        ("[words]", "[words", "kinds.toml"),
    ],
)
def test_a_bad_rule_is_refused_by_name(good: str, bad: str, told: str) -> None:
    """Loudly, when the rules are loaded, not when a notice comes."""
    rules = load(_RULES)
    assert rules.find(rules.split("se dice nones"))
    with pytest.raises(BadRules, match=told):
        load(_RULES.replace(good, bad))


def test_a_kind_that_only_the_weights_tell_quotes_words_of_the_text() -> None:
    """Where no rule has a phrase, the heaviest word groups are quoted, and the verdict says that it only seems so."""
    text = (
        "CARTA INFORMATIVA 77\n\nLe contamos que su carné quedó listo. Está guardado en el MAC Ventanilla y ahí lo "
        "cuidaremos por sesenta días calendario; pasado ese tiempo se destruye y habrá que pagar un duplicado."
    )
    reading = read(text)
    found = RULES.find(reading.words)
    assert judge(reading, found, weights=None).kind is not Kind.PICKUP
    verdict = classify(text)
    assert (verdict.kind, verdict.confidence) == (Kind.PICKUP, Confidence.LIKELY)
    assert verdict.words
    assert all(words in text for words in verdict.words)


@pytest.mark.parametrize("refusal", ["IMPROCEDENTE", "no procede", "se deniega", "imponer una multa", "expulsión"])
def test_no_praise_in_a_body_makes_an_approval_of_a_refusal(refusal: str) -> None:
    """Whatever the weights find in fine words, what the rules hear against the person stands."""
    body = f"Nos complace saludarlo y lo felicitamos por su residencia. {refusal}. Bienvenido, su carné y su visa."
    assert classify(f"CARTA 5-2026\n\n{body}").kind is not Kind.APPROVAL


def test_a_bare_subject_goes_by_the_rules_alone() -> None:
    """The weights were learnt from whole notices: where there is only a subject they have no say."""
    for subject, _ in SUBJECTS:
        reading = read(subject)
        if subject and "\n" not in subject:
            assert classify(subject) == judge(reading, RULES.find(reading.words), weights=None)


BAD_WEIGHTS = [
    "group\trarity\tapproval\nx\t100\t1\t2",
    "group\trarity\tnothing\n(always)\t0\t0",
    "group\trarity\tapproval",
]


@pytest.mark.parametrize("text", BAD_WEIGHTS)
def test_weights_that_cannot_be_read_are_refused(text: str) -> None:
    """A line with a weight too many, a kind that is none, or nothing that always counts."""
    with pytest.raises(ValueError, match=r"."):
        load_weights(text)


def test_weights_add_up_whatever_their_signs() -> None:
    """They are packed into one number for each group, and no kind's sum runs into the next one's."""
    lines = "group\trarity\tapproval\tdenial\n(always)\t0\t0\t0\na\t300\t-500\t2000\nb\t400\t1000\t-3000"
    groups = {"a": (0, 1), "b": (2, 3), "c": (4, 5)}
    known, scores = load_weights(lines).weigh(Evidence(groups, set()))
    assert known == 2
    assert scores == pytest.approx({Kind.APPROVAL: 0.1, Kind.DENIAL: -0.2})
    known, scores = load_weights(f"{lines}\n=no_se_\t200\t-400\t600").weigh(Evidence(groups, {"no_se_", "unheard"}))
    assert known == 2
    assert scores == pytest.approx({Kind.APPROVAL: 0.1 - 0.2, Kind.DENIAL: -0.2 + 0.3})
