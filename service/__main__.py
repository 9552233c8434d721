"""`python -m service` is `twogate`."""

import sys


def main() -> None:
    """The command line; but `site` without all the others, since a kiosk has little memory."""
    if sys.argv[1:] == ["site"]:
        _run_site()
        return
    from service.cli import main as run_command

    run_command()


def _run_site() -> None:
    # structlog would load it, 5 MB, to draw tracebacks on a terminal that is not there.
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's way of saying: not here
    from service.console.run_site import run_site
    from service.settings import Settings

    run_site(Settings())


if __name__ == "__main__":
    main()
