"""The command `cdsl`, and `python -m cdsl`: hands over to the command line, nothing else."""

import sys

from cdsl.faces.cli import main

if __name__ == "__main__":
    sys.exit(main())
