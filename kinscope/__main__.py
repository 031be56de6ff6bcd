"""`python -m kinscope`: the command line, where the command is not on the path."""

from kinscope.cli import main

main()
