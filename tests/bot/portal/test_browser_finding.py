"""What is found on a page by words, without a browser: outlines go in, chosen nodes and notices come out."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.portal.browser import BrowserProfile, redacted
from bot.portal.browser.facts import fact_of, moment
from bot.portal.browser.finder import control, cookie_banner, field
from bot.portal.browser.listing import labels_of, sheet_of
from bot.portal.browser.noticed import noticed
from bot.portal.browser.outline import Outline, outline_of
from bot.portal.browser.profile import found
from bot.portal.browser.redaction import shape
from bot.portal.browser.words import contains, match, plain
from handlers.errors import Misconfigured, PortalChanged

PROFILE = BrowserProfile.load("generic")
LABELS = labels_of(PROFILE.list)


def page(*lines: str) -> Outline:
    """An outline as it is drawn: two spaces for a level, a role, then a name or text; ` -> address` behind a link."""
    nodes: list[list[object]] = []
    above: list[int] = []
    for line in lines:
        depth = (len(line) - len(line.lstrip())) // 2
        role, _, said = line.strip().partition(" ")
        said, _, href = said.partition(" -> ")
        acted = role in {"link", "button", "field", "password", "date", "choice", "picture"}
        source = "label" if acted and said else ""
        nodes.append(
            [above[depth - 1] if depth else -1, role, said * acted, source, said * (not acted), href, False, [], 0]
        )
        above[depth:] = [len(nodes) - 1]
    return outline_of({"nodes": nodes, "version": 0, "ready": True, "full": True})


def table(*rows: str) -> Outline:
    """The list as a table; a row is `subject | date | address`."""
    lines = [
        "table",
        "  row",
        "    head Asunto",
        "    head Fecha de depósito",
        "    head Expediente",
        "    head Estado",
    ]
    for row in rows:
        subject, date, address = (part.strip() for part in row.split("|"))
        opener = f"      link {subject} -> {address}" if subject else "      text"
        lines += ["  row", "    cell", opener, f"    cell {date}", "    cell LM26", "    cell No leído"]
    return page(*lines)


class TestWords:
    """Case, accents and punctuation do not matter; whole words do."""

    @pytest.mark.parametrize("said", ["Contraseña:", "CONTRASEÑA *", "  contraseña"])
    def test_the_same_word_is_the_same(self, said: str) -> None:
        """However it is written on a label."""
        fit = match(said, PROFILE.sign_in.password)
        assert fit is not None
        assert fit.usual

    def test_an_enye_is_a_letter(self) -> None:
        """ "año" and "ano" are two words; an accent makes none."""
        assert plain("Año") != plain("ano")
        assert plain("Sesión") == plain("sesion")

    def test_a_word_within_another_is_none(self) -> None:
        """ "improcedente" does not say "procedente"."""
        assert not contains("es improcedente hoy", "procedente")
        assert contains("usuario o contraseña", "contraseña")

    def test_a_synonym_is_not_the_usual_word(self) -> None:
        """It is accepted, and known to be one."""
        fit = match("Clave", PROFILE.sign_in.password)
        assert fit is not None
        assert not fit.usual


class TestFinding:
    """Fields by their label, placeholder or the words beside them; controls by their whole name."""

    def test_the_words_beside_a_field_name_it(self) -> None:
        """In a form of cells the label is the cell before; that of the field before is not."""
        outline = page(
            "row", "  cell Usuario:", "  cell", "    field", "row", "  cell Contraseña:", "  cell", "    password"
        )
        user = field(outline, PROFILE.sign_in.user, among={"field"})
        assert user is not None
        assert (user.node.index, user.how, user.usual) == (3, "near", False)
        assert field(outline, PROFILE.sign_in.captcha, among={"field"}) is None

    def test_what_has_no_such_words_is_not_chosen(self) -> None:
        """A page with one field and one button is not guessed at."""
        outline = page("field Buscar", "button Ir")
        assert field(outline, PROFILE.sign_in.user) is None
        assert control(outline, PROFILE.sign_in.submit) is None

    def test_accepting_is_pressed_for_cookies_only(self) -> None:
        """*Aceptar* under anything else may be a legal act."""
        words = PROFILE.sign_in.accept
        banner = page("dialog", "  text Usamos cookies.", "  button Aceptar")
        act = page("dialog", "  text Al aceptar queda notificado.", "  button Aceptar")
        assert cookie_banner(banner, words) is not None
        assert cookie_banner(act, words) is None

    @pytest.mark.parametrize(
        "answer", [None, [], {"nodes": "x"}, {"nodes": [[1]], "full": True}, {"nodes": [], "full": False}]
    )
    def test_what_is_no_outline_is_refused(self, answer: object) -> None:
        """Nothing that a page gives is taken for an outline unchecked."""
        with pytest.raises(PortalChanged):
            outline_of(answer)

    def test_a_node_of_a_strange_kind_is_refused(self) -> None:
        """An unknown role, a parent that comes later, a number for a text."""
        good = [-1, "text", "", "", "a", "", False, [], 0]
        for at, bad in ((0, 5), (1, "script"), (4, 7), (6, 1), (7, [1]), (8, True)):
            node = list(good)
            node[at] = bad
            with pytest.raises(PortalChanged):
                outline_of({"nodes": [node], "version": 0, "ready": True, "full": True})


class TestListing:
    """A table or cards become notices, or a landmark that is named."""

    def test_a_table_is_read_by_its_heads(self) -> None:
        """Whatever the order of its columns; the id is the last step of the address."""
        sheet = sheet_of(PROFILE, table("RESOLUCIÓN | 03/12/2026 10:15 | https://x.example/n/ab12"))
        assert sheet is not None
        (row,) = sheet.rows
        assert (row.id, row.subject, row.read, row.file_number) == ("ab12", "RESOLUCIÓN", False, "LM26")
        assert row.deposited_at == datetime(2026, 12, 3, 15, 15, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("row", "lacks"),
        [(" | 03/12/2026 | ", "row 1 of the list has no subject"), ("A | pronto | ", "row 1 of the list has no date")],
    )
    def test_a_row_that_lacks_something_is_no_row(self, row: str, lacks: str) -> None:
        """It is named, never left out."""
        with pytest.raises(PortalChanged, match=lacks):
            sheet_of(PROFILE, table(row))

    def test_an_empty_list_says_so(self) -> None:
        """A table without rows is not empty before the page says that it is."""
        assert sheet_of(PROFILE, table()) is None
        sheet = sheet_of(PROFILE, page("heading Notificaciones", "text No hay datos disponibles"))
        assert sheet is not None
        assert sheet.rows == ()

    def test_cards_that_cannot_be_told_apart_are_none(self) -> None:
        """Two dates of deposit in one card would be a notice too few."""
        facts = ["    text Fecha de depósito: 03/12/2026", "    heading A"]
        with pytest.raises(PortalChanged, match="told apart"):
            sheet_of(PROFILE, page("group", "  item", *facts, *facts, "    button Ver detalle"))

    def test_ids_without_an_address_are_stable(self) -> None:
        """A digest, counted from the oldest: a new notice changes no other's id, and twins have two."""
        old = ["A | 01/12/2026 | #", "A | 01/12/2026 | #", "B | 02/12/2026 | #"]
        before = sheet_of(PROFILE, table(*old))
        after = sheet_of(PROFILE, table("A | 03/12/2026 | #", *reversed(old)))
        assert before is not None
        assert after is not None
        known = {notice.id for _, notice in noticed([before])}
        assert len(known) == 3
        assert known < {notice.id for _, notice in noticed([after])}

    def test_one_id_for_two_notices_is_none(self) -> None:
        """An address that does not tell them apart gives no ids away."""
        sheet = sheet_of(
            PROFILE, table("A | 01/12/2026 | https://x.example/n1", "B | 02/12/2026 | https://x.example/n1")
        )
        assert sheet is not None
        with pytest.raises(PortalChanged, match="one id"):
            noticed([sheet])


class TestFacts:
    """Dates and labelled values as sites write them."""

    @pytest.mark.parametrize(
        "said", ["03/12/2026 10:15", "3 de diciembre de 2026, 10:15", "03/12/26, 10:15 a. m.", "03/12/2026, 10:15"]
    )
    def test_a_date_is_read_as_written(self, said: str) -> None:
        """In digits or in words, by the clock of Lima."""
        assert moment(said, PROFILE.dates) == datetime(2026, 12, 3, 15, 15, tzinfo=UTC)

    def test_a_sentence_is_no_fact(self) -> None:
        """Only a label whose value has digits does without a colon."""
        assert fact_of("Expediente LM260012345", LABELS) == ("file_number", "LM260012345")
        assert fact_of("Título profesional reconocido", LABELS) is None
        assert fact_of("Asunto: Resolución", LABELS) == ("subject", "Resolución")

    def test_patterns_take_a_number(self) -> None:
        """The one in its place, not one that only looks like it."""
        assert found(PROFILE.list.total, "Mostrando 8 de 23") == "23"
        assert found(PROFILE.list.total, "3 de 2026") is None


class TestProfiles:
    """The packaged ones."""

    def test_the_real_site_s_is_not_verified(self) -> None:
        """Nobody has held it against the site; its only host is the one that is public."""
        profile = BrowserProfile.load("sine-browser-unverified")
        assert not profile.verified
        assert profile.base_url is not None
        assert profile.near(profile.base_url) == {"e-notificacion.migraciones.gob.pe"}

    @pytest.mark.parametrize("name", ["no-such-profile", "./none.toml"])
    def test_what_is_none_says_so_in_one_line(self, name: str) -> None:
        """With the names that there are."""
        with pytest.raises(Misconfigured):
            BrowserProfile.load(name)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), max_size=8))
def test_nothing_of_anybody_is_left_in_a_snapshot(texts: list[str]) -> None:
    """Of what stands on a page only the profile's own words survive; the rest is x, X and 9."""
    nodes = [[-1, "text", "", "", text, "", False, [], 0] for text in texts]
    outline = outline_of({"nodes": nodes, "version": 0, "ready": True, "full": True})
    vocabulary = PROFILE.vocabulary
    for line in redacted(outline, vocabulary).splitlines():
        for word in "".join(sign if sign.isalnum() or sign == "_" else " " for sign in line.partition(":")[2]).split():
            assert plain(word) in vocabulary or set(word) <= set("xX9")


def test_a_snapshot_keeps_the_words_of_the_site() -> None:
    """What the operator must see stands there, beside the shapes of what they must not."""
    assert shape("Expediente: LM260012345 de MARÍA", PROFILE.vocabulary) == "Expediente: XX999999999 de XXXXX"
