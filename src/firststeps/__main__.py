"""The command as a module, ``python -m firststeps``: for programs that know which Python they want."""

from __future__ import annotations

from firststeps.cli import main

main()
