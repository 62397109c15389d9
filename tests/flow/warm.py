"""Loaded by the process that others are forked from: what each of them would compile at its start is compiled once."""

from buzon import terms
from buzon.weighing import WEIGHTS

terms.warm()
WEIGHTS.warm()
