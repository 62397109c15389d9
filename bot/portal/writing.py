"""From our values to the fields of the sites' forms, strictly by the profile. Pure."""

from datetime import date

from bot.portal.parts import ISO
from bot.portal.profile_recovery import PersonalData
from buzon.identity import Identity, Name


def data_of(written: PersonalData, identity: Identity) -> dict[str, str]:
    """The seven data of *Verificación de Datos*, by field."""
    country, kind = identity.nationality, identity.document_type
    values = (
        written.nationalities.get(country.code) or country.name("es").upper(),
        written.documents.get(kind) or kind.value,
        identity.document_number.value,
        _name(written, identity.paternal_surname),
        _name(written, identity.maternal_surname),
        _name(written, identity.given_names),
        day_of(written, identity.birth_date),
    )
    return dict(zip(written.fields, values, strict=True))


def day_of(written: PersonalData, day: date) -> str:
    """A day as the form wants it."""
    return day.isoformat() if written.day_form == ISO else day.strftime(written.day_form)


def _name(written: PersonalData, name: Name | None) -> str:
    if name is None:
        return ""
    return {"official": name.official, "unaccented": name.unaccented, "plain": name.plain}[written.names]
