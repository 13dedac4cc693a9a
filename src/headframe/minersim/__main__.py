"""`python -m headframe.minersim`."""

from headframe.minersim.main import main

main()
