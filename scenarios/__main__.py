"""``python -m scenarios``: the same command line as ``zeropark``."""

from zeropark import main

if __name__ == "__main__":
    main()
