"""`python -m service` is `twogate`."""

from service.cli import main

main()
