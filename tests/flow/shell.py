"""An operator's shell: the command's entry point, called in this process with variables of its own."""

import sys
from dataclasses import dataclass, field

import pytest

from bot import cli


@dataclass(kw_only=True)
class Shell:
    """`variables` are those of `buzon`, without their prefix."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    variables: dict[str, str] = field(default_factory=dict)

    def buzon(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, stdout and stderr of one call of the entry point."""
        with self.monkeypatch.context() as shell:
            for name, value in self.variables.items():
                shell.setenv(f"BUZON_{name}", value)
            shell.setattr(sys, "argv", ["buzon", *arguments])
            status = 0
            try:
                cli.main()
            except SystemExit as ended:
                status = int(ended.code or 0)
        said = self.capsys.readouterr()
        return status, said.out, said.err
