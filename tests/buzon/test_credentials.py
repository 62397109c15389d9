"""A Secret shows itself nowhere but where `reveal` is called."""

import copy
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass

import pytest

from buzon.credentials import Credentials, Secret

CANARY = "Guacamaya-7731"
CREDENTIALS = Credentials(user=Secret("user " + CANARY), password=Secret(CANARY))


@dataclass(frozen=True)
class Holder:
    """Somebody's dataclass that keeps credentials."""

    name: str
    credentials: Credentials


@pytest.mark.parametrize(
    "shown",
    [
        repr(CREDENTIALS),
        str(CREDENTIALS),
        f"{CREDENTIALS}",
        f"{CREDENTIALS.password}",
        f"{CREDENTIALS.password:>40}",
        f"{CREDENTIALS.password!r} {CREDENTIALS.password!s} {CREDENTIALS.password!a}",
        "%s %r" % (CREDENTIALS.password, CREDENTIALS),  # noqa: UP031 (how a log call formats)
        "{} {!r}".format(CREDENTIALS.password, CREDENTIALS),  # noqa: UP032
        str([CREDENTIALS.password]) + str({"password": CREDENTIALS.password}),
        str(asdict(Holder("x", CREDENTIALS))),
        repr(copy.deepcopy(Holder("x", CREDENTIALS))),
        str(ValueError(CREDENTIALS.password)),
        str(vars(Holder("x", CREDENTIALS))),
        json.dumps(asdict(Holder("x", CREDENTIALS)), default=str),
    ],
)
def test_no_way_of_showing_shows_it(shown: str) -> None:
    """repr, str, formats, containers, asdict, JSON by way of str, an exception's text."""
    assert CANARY not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(protocol: int) -> None:
    """A cache or a worker's queue that pickles would write it to a disk."""
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(CREDENTIALS.password, protocol=protocol)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Holder("x", CREDENTIALS), protocol=protocol)


def test_it_is_no_json() -> None:
    """A careless dump is an error, not a leak."""
    with pytest.raises(TypeError):
        json.dumps({"password": CREDENTIALS.password})


def test_a_log_line_does_not_have_it(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the message nor its arguments."""
    logging.getLogger("test").warning("signing in %s with %r", CREDENTIALS.password, CREDENTIALS)
    assert CANARY not in caplog.text
    assert "signing in" in caplog.text


def test_a_traceback_with_locals_does_not_have_it() -> None:
    """What an error reporter captures: the values of local names, by repr."""

    def fail(password: Secret) -> None:
        holder = Holder("x", CREDENTIALS)
        raise RuntimeError(f"could not use {password} of {holder}")

    with pytest.raises(RuntimeError) as caught:
        fail(CREDENTIALS.password)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert CANARY not in "".join(told.format())
    assert "holder" in "".join(told.format())


def test_it_has_no_attributes_to_rummage_in() -> None:
    """No __dict__; a copy is the thing itself."""
    assert not hasattr(CREDENTIALS.password, "__dict__")
    assert copy.copy(CREDENTIALS.password) is CREDENTIALS.password
    assert copy.deepcopy(CREDENTIALS.password) is CREDENTIALS.password


def test_it_is_what_it_holds() -> None:
    """`reveal` gives the string; equality, truth and hash are those of the string; it never equals a bare string."""
    assert Secret("x").reveal() == "x"
    assert Secret("x") == Secret("x")
    assert Secret("x") != Secret("y")
    assert Secret("x") != "x"
    assert not Secret("")
    assert len({Secret("x"), Secret("x"), Secret("y")}) == 2
