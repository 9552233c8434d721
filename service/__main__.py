"""`python -m service` is `twogate`."""

import sys
from typing import Final

LEFT_OUT: Final = ("greenlet", "pydantic.v1", "rich")
"""What libraries of the service load if they find it, 7 MB, and a site never uses: coroutines of
another kind, models of an older pydantic, coloured tracebacks for a terminal that is not there."""


def main() -> None:
    """The command line; but `site` without all the others, since a kiosk has little memory."""
    if sys.argv[1:] == ["site"]:
        _run_site()
        return
    from service.cli import main as run_command

    run_command()


def _run_site() -> None:
    for name in LEFT_OUT:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's way of saying: not here
    _build_models_when_used()
    from service.console.run_site import run_site
    from service.settings import Settings

    run_site(Settings())


def _build_models_when_used() -> None:
    """Most models only ever describe the API, 3 MB of them: of those a site builds none at all."""
    import warnings

    from pydantic import BaseModel
    from pydantic.warnings import UnsupportedFieldAttributeWarning

    BaseModel.model_config["defer_build"] = True
    # FastAPI tells pydantic its own name of each body, which a model built later has no use for.
    warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)


if __name__ == "__main__":
    main()
