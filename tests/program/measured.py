#!/usr/bin/env python3
"""measured.py TABLE NAME COMMAND... - runs a command and adds "name,seconds,kib" to TABLE: how
long it took and the most memory it held. Ends as the command does."""
import resource
import subprocess
import sys
import time

table, name, command = sys.argv[1], sys.argv[2], sys.argv[3:]
began = time.monotonic()
status = subprocess.run(command, check=False).returncode
seconds = time.monotonic() - began
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
with open(table, "a", encoding="utf-8") as out:
    out.write(f"{name},{seconds:.3f},{memory}\n")
sys.exit(status)
