"""`python -m hengjian_portal.evidence`: the signer, as the supervisor starts it."""

import typer

from hengjian_portal.evidence.commands import signer

if __name__ == "__main__":
    typer.run(signer)
