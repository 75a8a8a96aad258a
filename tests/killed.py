"""A command that kills itself in the middle of a file."""

# The end of a program whose ``sys.argv`` are those of the command line.  Files are made lasting before they get their
# names: of the file with the number ``fatal``, from 1, half is written, and then the process kills itself.
COMMAND = """
import os, signal
import firststeps.files as files
last = os.fsync

def fsync(number):
    global fatal
    fatal -= 1
    if not fatal:
        os.ftruncate(number, os.fstat(number).st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)
    last(number)

files.os.fsync = fsync
from firststeps.cli import main
main()
"""
