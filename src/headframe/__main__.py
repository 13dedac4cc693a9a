"""`python -m headframe`."""

from headframe.main import main

main()
