"""Master keys as text and as a file: readable by their owner alone, and never shown by an error."""

import os
from pathlib import Path

import pytest

from storage.errors import BadKey
from storage.vault import MasterKey, new_master_key, parse_keys, read_key_file, write_key_file


def test_a_new_key_can_be_parsed_and_is_never_the_same() -> None:
    """The text form is one item, of 32 random bytes under an id of its own."""
    first, second = (parse_keys(new_master_key())[0] for _ in range(2))
    assert len(first.key) == 32
    assert first.id != second.id
    assert first.key != second.key
    assert parse_keys(first.text) == (first,)


def test_keys_are_separated_by_commas_lines_or_blanks_and_commented() -> None:
    """All the ways in which people write lists are understood; the order is kept, since the first key seals."""
    one, two, three = (new_master_key() for _ in range(3))
    text = f"# ours, made {one}\n{one},{two} # the old one\r\n\n\t{three}\n"
    assert [key.text for key in parse_keys(text)] == [one, two, three]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "buzon keys new"),
        ("# nothing here", "buzon keys new"),
        ("GOOD, c2VjcmV0c2VjcmV0", "master key 2 is not in the form id:key"),
        ("a:c2VjcmV0c2VjcmV0", "master key 1: a master key is 32 bytes"),
        ("GOOD b:*c2VjcmV0*", "master key 2 is not base64url"),
        ("GOOD b:ñc2VjcmV0", "master key 2 is not base64url"),
        ("c2Vj.cmV0:GOODKEY", "master key 1: a master key's id"),
        ("GOOD GOOD", "master key 2 has the id of an earlier one"),
    ],
)
def test_a_bad_key_is_named_by_its_position_never_by_its_content(text: str, says: str) -> None:
    """The message tells which key is wrong and how, and nothing of what was written there."""
    good = new_master_key()
    with pytest.raises(BadKey, match=says) as refusal:
        parse_keys(text.replace("GOODKEY", good.partition(":")[2]).replace("GOOD", good))
    assert "c2V" not in str(refusal.value)
    assert good.partition(":")[2] not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_key_file_comes_back_as_written_and_is_its_owners_alone(tmp_path: Path) -> None:
    """Mode 600 whatever the umask; writing again replaces it whole and leaves no draft."""
    path = tmp_path / "keys"
    keys = parse_keys(f"{new_master_key()} {new_master_key()}")
    mask = os.umask(0)
    try:
        write_key_file(path, keys[:1])
        write_key_file(path, keys)
    finally:
        os.umask(mask)
    assert read_key_file(path) == keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused_with_the_mend(tmp_path: Path, mode: int) -> None:
    """Group or world readable is refused, and the command that mends it is named."""
    path = tmp_path / "keys"
    write_key_file(path, parse_keys(new_master_key()))
    path.chmod(mode)
    with pytest.raises(BadKey, match="chmod 600"):
        read_key_file(path)


def test_files_that_are_missing_or_no_text_are_bad_keys(tmp_path: Path) -> None:
    """No OSError or UnicodeDecodeError gets out."""
    with pytest.raises(BadKey, match="buzon keys new"):
        read_key_file(tmp_path / "keys")
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "noise").chmod(0o600)
    with pytest.raises(BadKey, match="can't be read"):
        read_key_file(tmp_path / "noise")
    with pytest.raises(BadKey, match="can't be written"):
        write_key_file(tmp_path / "nowhere" / "keys", [MasterKey("a", b"a" * 32)])
