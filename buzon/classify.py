"""From the words of a notice to its kind. Pure; rules are data, with the reason beside each.

The list of notices shows only subjects, and nothing may be opened to know more: a bare subject must be enough, and
where it is not, `unknown` is the honest answer.
"""

import re
import unicodedata
from dataclasses import dataclass

from buzon.notice import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` runs over folded text: lower case, no accents, single spaces."""

    kind: Kind
    pattern: re.Pattern[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a text and the words that decided it (empty for `unknown`)."""

    kind: Kind
    cue: str


def _rule(kind: Kind, pattern: str, reason: str) -> Rule:
    return Rule(kind, re.compile(pattern), reason)


# First match wins, so the order is the rule: what harms most is tried first, and a refusal before an approval, because
# "improcedente" contains "procedente" and a denial quotes the approval that it denies.
RULES: tuple[Rule, ...] = (
    _rule(Kind.EXPULSION, r"\b(salida obligatoria|impedimento de ingreso|expulsion)\b", "an order to leave"),
    _rule(Kind.DISMISSED, r"\b(por no presentad[ao]|abandono)\b", "the procedure ended for want of an answer"),
    _rule(
        Kind.DENIAL,
        r"\b(improceden\w+|infundad[ao]s?|deni?eg\w+|rechaz\w+|desestim\w+|desapr(?:ueb|ob)\w+|no ha lugar"
        r"|no (?:(?:es|se|resulta|corresponde) )*(?:procede\w*|apr(?:ueb|ob)\w*|otorg\w*)"
        r"|revoca\w*|sin efecto|cancel\w+ (?:de )?(?:la|su) (?:calidad|residencia))\b",
        "a refusal, also in its negated forms, and an approval taken back",
    ),
    _rule(Kind.SANCTION, r"\b(multas?|imputacion de cargos|descargos?|sancion\w*|sancionador)\b", "a sanction case"),
    _rule(
        Kind.REMEDY,
        r"\b(subsan\w+|observacion(?:es)?|observad[ao]s?|no adjunto|bajo apercibimiento)\b",
        "something is missing and must be handed in",
    ),
    _rule(Kind.DEMAND, r"\b(requerimiento|se requiere|requiere presentar)\b", "a document is demanded"),
    _rule(Kind.SUMMONS, r"\b(citacion|cita|apersonar\w*|entrevista|biometri\w+)\b", "the person must come"),
    _rule(Kind.PICKUP, r"\b(recojo|recoger|carne impreso|entrega de carne)\b", "something is ready to be picked up"),
    _rule(Kind.APPEAL_DECIDED, r"\b(fundad[ao]|agotada la via)\b", "an appeal was decided"),
    _rule(Kind.APPROVAL, r"\b(aprueba\w*|aprobacion|aprobad[ao]|procedente|otorga\w*)\b", "an approval"),
    _rule(Kind.INFORMATION, r"\b(informativ[ao]|comunicado|se informa|aviso)\b", "information only"),
)


def fold(text: str) -> str:
    """Lower case, without accents (ñ becomes n), runs of white space as one space."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(bare.split())


def classify(text: str) -> Verdict:
    """The kind of a notice by the first rule that matches its subject (or subject and body). Never raises."""
    folded = fold(text)
    for rule in RULES:
        if match := rule.pattern.search(folded):
            return Verdict(rule.kind, match.group(0))
    return Verdict(Kind.UNKNOWN, "")
