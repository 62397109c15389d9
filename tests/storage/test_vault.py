"""What was sealed opens for its own record and key, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadKey, UnknownKey, Unsealable, VaultError
from storage.vault import MasterKey, Vault

OLD = MasterKey("old", b"o" * 32)
NEW = MasterKey("new", b"n" * 32)

records = st.from_regex(r"(mailbox|journal|inbox:telegram):[0-9]{1,6}", fullmatch=True)


@given(plaintext=st.binary(max_size=2_000), record=records)
def test_what_was_sealed_opens(plaintext: bytes, record: str) -> None:
    """Sealing and opening for the same record gives the plaintext back, and the seal does not show it."""
    sealed = Vault([NEW]).seal(plaintext, record=record)
    assert Vault([OLD, NEW]).open(sealed, record=record) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


@given(plaintext=st.binary(max_size=60), bit=st.integers(min_value=0), record=records)
def test_any_flipped_bit_is_noticed(plaintext: bytes, bit: int, record: str) -> None:
    """There is no bit, in the head, the wrapped key or the body, that can be changed unnoticed."""
    sealed = bytearray(Vault([NEW]).seal(plaintext, record=record))
    bit %= len(sealed) * 8
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Unsealable, UnknownKey)):
        Vault([NEW, OLD]).open(bytes(sealed), record=record)


@given(sealed=st.binary(max_size=200))
def test_any_bytes_at_all_are_refused_in_our_own_words(sealed: bytes) -> None:
    """Garbage raises a VaultError from every door, never an IndexError."""
    vault = Vault([NEW])
    for door in (vault.open, vault.rewrap):
        with pytest.raises(VaultError):
            door(sealed, record="mailbox:1")


@given(cut=st.integers(min_value=0, max_value=150))
def test_cut_bytes_are_unsealable(cut: int) -> None:
    """Any beginning of sealed bytes is refused as cut or changed."""
    sealed = Vault([NEW]).seal(b"x" * 64, record="mailbox:1")
    with pytest.raises(Unsealable):
        Vault([NEW]).open(sealed[:cut], record="mailbox:1")


@given(records=st.lists(records, min_size=2, max_size=2, unique=True))
def test_bytes_of_one_record_do_not_open_for_another(records: list[str]) -> None:
    """Copying a row's sealed bytes into another row opens nothing, nor does rewrapping launder them."""
    vault = Vault([NEW, OLD])
    sealed = Vault([OLD]).seal(b"secret", record=records[0])
    for door in (vault.open, vault.rewrap):
        with pytest.raises(Unsealable):
            door(sealed, record=records[1])


def test_another_key_says_which_one_is_missing() -> None:
    """Without its master key the seal is an UnknownKey; with a key of the same name but other bytes, Unsealable."""
    sealed = Vault([OLD]).seal(b"secret", record="mailbox:1")
    with pytest.raises(UnknownKey, match="old"):
        Vault([NEW]).open(sealed, record="mailbox:1")
    with pytest.raises(Unsealable):
        Vault([MasterKey("old", b"x" * 32)]).open(sealed, record="mailbox:1")


@given(plaintext=st.binary(max_size=500), record=records)
def test_rewrapping_keeps_the_plaintext_and_changes_the_key(plaintext: bytes, record: str) -> None:
    """After a rewrap the new key alone opens it, and the body was not encrypted again."""
    sealed = Vault([OLD]).seal(plaintext, record=record)
    both = Vault([NEW, OLD])
    rewrapped = both.rewrap(sealed, record=record)
    assert (both.key_of(sealed), both.key_of(rewrapped)) == ("old", "new")
    assert Vault([NEW]).open(rewrapped, record=record) == plaintext
    assert rewrapped.endswith(sealed[-(len(plaintext) + 28) :])


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    """Equal passwords can't be told by their seals."""
    vault = Vault([NEW])
    assert vault.seal(b"secret", record="mailbox:1") != vault.seal(b"secret", record="mailbox:1")


def test_fingerprints_find_equal_texts_under_every_key() -> None:
    """Same text, same purpose: same fingerprint, the current key's first; another text, purpose or key: another."""
    now, before = Vault([NEW, OLD]).fingerprints("user", purpose="a")
    assert Vault([OLD]).fingerprints("user", purpose="a") == (before,)
    (other_text,) = Vault([NEW]).fingerprints("User", purpose="a")
    (other_purpose,) = Vault([NEW]).fingerprints("user", purpose="b")
    assert len({now, before, other_text, other_purpose}) == 4
    assert len(now) == 32


def test_no_key_shows_itself() -> None:
    """Neither a key nor a vault puts key bytes into its repr."""
    assert "nnn" not in repr(NEW) + repr(Vault([NEW]))


def test_a_vault_without_keys_says_how_to_make_one() -> None:
    """An empty vault is refused with the mend."""
    with pytest.raises(BadKey, match="buzon keys new"):
        Vault([])
