"""From a bare subject to the kind: the traps of official Spanish, and an honest `unknown`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.classify import RULES, classify, fold
from buzon.notice import Kind, Urgency

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


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    """Anything has a kind, and the cue is found in the folded text."""
    verdict = classify(text)
    assert verdict.cue in fold(text)
    assert (verdict.cue == "") == (verdict.kind is Kind.UNKNOWN)


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


def test_what_harms_most_is_tried_first() -> None:
    """The urgency of the rules never rises again after approval's, and an expulsion is found in any company."""
    assert RULES[0].kind.urgency is Urgency.CRITICAL
    text = " ".join(subject for subject, _ in SUBJECTS)
    assert classify(text).kind is Kind.EXPULSION


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_an_urgency(kind: Kind) -> None:
    """And every one but `unknown` has a rule."""
    assert kind.urgency in Urgency
    assert kind is Kind.UNKNOWN or kind in {rule.kind for rule in RULES}
