"""What the sites' forms offer to choose from: nationalities and document types. The real lists are not known."""

from html import escape

from sandbox.portal.identities import DocumentType

NATIONALITIES = (
    "ARGENTINA", "BOLIVIA", "BRASIL", "CHILE", "COLOMBIA", "CUBA", "ECUADOR", "ESPAÑA", "ESTADOS UNIDOS", "HAITÍ",
    "MÉXICO", "REPÚBLICA DOMINICANA", "VENEZUELA",
)  # fmt: skip
DOCUMENTS = {
    DocumentType.FOREIGNERS_CARD: "Carné de extranjería",
    DocumentType.CPP: "Carné de permiso temporal (CPP)",
    DocumentType.PTP: "Permiso temporal de permanencia (PTP)",
    DocumentType.CTP: "Carné temporal de permanencia (CTP)",
    DocumentType.PASSPORT: "Pasaporte",
    DocumentType.IDENTITY_CARD: "Cédula de identidad",
    DocumentType.DNI: "DNI",
    DocumentType.SAFE_CONDUCT: "Salvoconducto",
    DocumentType.ELECTORAL_BOOK: "Libreta electoral",
    DocumentType.BIRTH_RECORD: "Partida de nacimiento",
}


def offered(html: str) -> str:
    """The page with the options in the places {{nationalities}} and {{documents}}."""
    lands = "".join(f"<option>{escape(land)}</option>" for land in NATIONALITIES)
    documents = "".join(f'<option value="{code}">{escape(name)}</option>' for code, name in DOCUMENTS.items())
    return html.replace("{{nationalities}}", lands).replace("{{documents}}", documents)
