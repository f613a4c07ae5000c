"""`python -m causalimg` is the command line."""

from causalimg.interfaces.cli import main

if __name__ == "__main__":
    main()
