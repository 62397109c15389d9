"""The make-believe portal itself: mailboxes, sessions, locks and faults, in memory, with no HTTP in sight."""

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sandbox.captchas import Captchas
from sandbox.changes import Changes
from sandbox.clock import utc_now
from sandbox.portal import letters
from sandbox.portal.changes import What
from sandbox.portal.documents import document
from sandbox.portal.identities import Claim
from sandbox.portal.notices import Attachment, Counts, Faults, Mailbox, Notice, Opening, Session
from sandbox.portal.people import PEOPLE, deposits
from sandbox.portal.recovery import Recovery, Verified
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.samples import Kind, Sample, closed, in_turn
from sandbox.portal.tickets import Tickets

SESSION_LIFE = timedelta(minutes=15)
HAND_OVER_LIFE = timedelta(minutes=5)
TRIES_BEFORE_LOCK = 5


class Portal:
    """One portal with its invented people. `clock` gives aware times; `deliver` takes the e-mails it sends;
    what happens is told to `changes`, which may be shared.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = utc_now,
        deliver: Callable[[EmailMessage], None] = lambda _: None,
        changes: Changes | None = None,
    ) -> None:
        self.clock = clock
        self.deliver = deliver
        self.changes = changes or Changes()
        self._fill()

    def reset(self) -> None:
        """Back to the first day: same people, fresh notices, no sessions, faults, openings or counts."""
        self._fill()
        for what in What:
            self.changes.tell(what)

    def _fill(self) -> None:
        self.faults = Faults()
        self.counts = Counts()
        self.openings: list[Opening] = []
        self.mailboxes = {person.id: Mailbox(person) for person in PEOPLE}
        self.recovery = Recovery(self.mailboxes, self.clock)
        self.captchas = Captchas()
        self._hand_overs = Tickets(self.clock, life=HAND_OVER_LIFE)
        self._sessions: dict[str, Session] = {}
        self._documents: dict[str, bytes] = {}
        self._published: Counter[tuple[str, Kind]] = Counter()
        for deposit in deposits():
            deposited_at = self.clock() - deposit.age
            notice = self._deposit(self.mailboxes[deposit.person], deposit.kind, deposited_at=deposited_at)
            notice.opened_at = deposited_at + timedelta(hours=1) if deposit.opened else None

    # What the public does

    def sign_in(self, user: str, password: str, *, captcha: tuple[str, str] | None = None) -> tuple[str, Session]:
        """A new session and its opaque token. `captcha` is a picture's id and what was read in it, where one is wanted.

        Raises:
            Refused: captcha wanted or misread, locked (also with the right password), or wrong credentials; the fifth
                wrong try in a row locks the account, and the next one hears so.
        """
        try:
            self._pass_captcha(captcha)
            mailbox = self._checked(user, password)
        except Refused:
            self.counts.refused_sign_ins += 1
            raise
        self.counts.sign_ins += 1
        return self._admit(mailbox)

    def _admit(self, mailbox: Mailbox) -> tuple[str, Session]:
        token = secrets.token_urlsafe(24)
        session = Session(mailbox, self.clock() + SESSION_LIFE)
        self._sessions[token] = session
        return token, session

    def _pass_captcha(self, captcha: tuple[str, str] | None) -> None:
        if not self.faults.captcha:
            return
        if captcha is None:
            raise Refused(Refusal.CAPTCHA_WANTED)
        if not self.captchas.answered(*captcha):
            raise Refused(Refusal.CAPTCHA_WRONG)

    def _checked(self, user: str, password: str) -> Mailbox:
        mailbox = next((box for box in self.mailboxes.values() if box.person.user == user.strip()), None)
        if mailbox is None:
            raise Refused(Refusal.WRONG_CREDENTIALS)
        if mailbox.locked:
            raise Refused(Refusal.LOCKED)
        if not secrets.compare_digest(mailbox.password.encode(), password.encode()):
            mailbox.wrong_tries += 1
            mailbox.locked = mailbox.wrong_tries >= TRIES_BEFORE_LOCK
            if mailbox.locked:
                self.changes.tell(What.LOCK)
            raise Refused(Refusal.WRONG_CREDENTIALS)
        mailbox.wrong_tries = 0
        return mailbox

    def hand_over(self, person_id: str) -> str:
        """A one-time token with which the person, known to a sister site, enters without a password."""
        return self._hand_overs.issue(person_id)

    def enter(self, token: str) -> tuple[str, Session]:
        """A new session for a hand-over token, and the session's own.

        Raises:
            Refused: the token is unknown, used or over.
        """
        person_id = self._hand_overs.redeem(token)
        if person_id is None:
            raise Refused(Refusal.SESSION_EXPIRED)
        return self._admit(self.mailboxes[person_id])

    def verify(self, claim: Claim) -> Verified:
        """*Verificación de Datos*, with the ending that is switched; where that sends a password, its letter leaves.

        Raises:
            Refused: no match, or too many.
        """
        verified = self.recovery.verify(claim, ending=self.faults.recovery_ending)
        if verified.password:
            self.deliver(letters.new_password(verified.mailbox.person, verified.password, sent_at=self.clock()))
            self._renewed(verified.mailbox)
        return verified

    def set_password(self, ticket: str, password: str, repeated: str) -> Mailbox:
        """The other ending: a new password by the ticket of a verification.

        Raises:
            Refused: the ticket is over, or the password will not do.
        """
        mailbox = self.recovery.set_password(ticket, password, repeated)
        self._renewed(mailbox)
        return mailbox

    def _renewed(self, mailbox: Mailbox) -> None:
        """Whoever had come in by the old password is out."""
        self._sessions = {token: kept for token, kept in self._sessions.items() if kept.mailbox is not mailbox}
        self.changes.tell(What.PASSWORD)

    def session(self, token: str | None) -> Session:
        """The living session of a token, its life renewed.

        Raises:
            Refused: there is none, or it was unused too long.
        """
        session = self._sessions.get(token or "")
        if session is None or session.expires_at <= self.clock():
            self._sessions.pop(token or "", None)
            raise Refused(Refusal.SESSION_EXPIRED)
        session.expires_at = self.clock() + SESSION_LIFE
        return session

    def sign_out(self, token: str | None) -> None:
        """Forget a session; harmless when it is gone."""
        self._sessions.pop(token or "", None)

    def listing(self, session: Session) -> list[Notice]:
        """Every notice of the person, newest first; opens none."""
        self.counts.listings += 1
        return session.mailbox.newest_first()

    def open(self, session: Session, notice_id: str, *, via: str) -> Notice:
        """One notice; the opening goes on record, and the first one stays its time of reading.

        Raises:
            Refused: the person has no such notice.
        """
        notice = self._notice(session, notice_id)
        opening = Opening(notice, self.clock(), via)
        notice.opened_at = notice.opened_at or opening.opened_at
        self.openings.append(opening)
        self.counts.openings += 1
        self.changes.tell(What.OPENING)
        return notice

    def attachment(self, session: Session, notice_id: str, attachment_id: str) -> tuple[str, bytes]:
        """Name and bytes of one PDF.

        Raises:
            Refused: the person has no such notice, or it no such attachment.
        """
        notice = self._notice(session, notice_id)
        attachment = next((item for item in notice.attachments if item.id == attachment_id), None)
        if attachment is None:
            raise Refused(Refusal.NOT_FOUND)
        return attachment.name, self.document(notice, attachment)

    def document(self, notice: Notice, attachment: Attachment) -> bytes:
        """The PDF of an attachment, made once."""
        if attachment.id not in self._documents:
            self._documents[attachment.id] = document(notice, title=attachment.name)
        return self._documents[attachment.id]

    def _notice(self, session: Session, notice_id: str) -> Notice:
        for notice in session.mailbox.notices:
            if notice.id == notice_id:
                return notice
        raise Refused(Refusal.NOT_FOUND)

    # What the puppeteer does

    def publish(
        self,
        person_id: str,
        kind: Kind,
        *,
        sample: Sample | None = None,
        pdf: bool = True,
        deposited_at: datetime | None = None,
        subject: str | None = None,
        body: str | None = None,
    ) -> Notice:
        """Put a notice into a person's mailbox: the sample's, or where none is chosen the next of the kind's turn.

        Raises:
            KeyError: nobody has that id.
        """
        mailbox = self.mailboxes[person_id]
        notice = self._deposit(
            mailbox, kind, sample=sample, pdf=pdf, deposited_at=deposited_at, subject=subject, body=body
        )
        self.changes.tell(What.NOTICE)
        return notice

    def draft(self, person_id: str, sample: Sample, *, deposited_at: datetime | None = None) -> tuple[str, str]:
        """Subject and text as `publish` would write them now; of a scanned sample the text of the picture.

        Raises:
            KeyError: nobody has that id.
        """
        mailbox = self.mailboxes[person_id]
        return _written(sample, mailbox, deposited_at=deposited_at or self.clock())

    def _deposit(
        self,
        mailbox: Mailbox,
        kind: Kind,
        *,
        deposited_at: datetime | None,
        sample: Sample | None = None,
        pdf: bool = True,
        subject: str | None = None,
        body: str | None = None,
    ) -> Notice:
        person = mailbox.person
        if sample is None:
            sample = in_turn(kind, self._published[person.id, kind])
            self._published[person.id, kind] += 1
        deposited_at = deposited_at or self.clock()
        own_subject, own_text = _written(sample, mailbox, deposited_at=deposited_at)
        scanned = sample.scanned and not body
        names = (sample.attachments or ("documento.pdf",)) if pdf else ()
        notice = Notice(
            id=_opaque(),
            person=person,
            kind=kind,
            subject=subject or own_subject,
            body=closed("") if scanned else closed(body or own_text),
            file=_next_file(mailbox),
            deposited_at=deposited_at,
            attachments=tuple(Attachment(_opaque(), name) for name in names),
            scan=own_text if scanned else "",
        )
        mailbox.notices.append(notice)
        return notice

    def set_faults(self, **changed: Any) -> Faults:
        """Switch some faults, leave the others.

        Raises:
            pydantic.ValidationError: an unknown fault or a value it cannot take.
        """
        self.faults = Faults.model_validate(self.faults.model_dump() | changed)
        self.changes.tell(What.FAULTS)
        return self.faults

    def expire_sessions(self) -> None:
        """Nobody is signed in any longer."""
        self._sessions.clear()

    def unlock(self, person_id: str) -> None:
        """Let a person in again, wrong tries forgotten.

        Raises:
            KeyError: nobody has that id.
        """
        self.mailboxes[person_id].unlock()
        self.changes.tell(What.LOCK)


def _next_file(mailbox: Mailbox) -> str:
    """A person's files take turns."""
    files = mailbox.person.files
    return files[len(mailbox.notices) % len(files)]


def _written(sample: Sample, mailbox: Mailbox, *, deposited_at: datetime) -> tuple[str, str]:
    """Subject and text of the next notice in a mailbox."""
    file = _next_file(mailbox)
    text = sample.body_for(name=mailbox.person.name, file=file, deposited_at=deposited_at)
    return sample.subject_for(file=file), text


def _opaque() -> str:
    return secrets.token_hex(8)
