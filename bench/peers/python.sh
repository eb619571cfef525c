#!/bin/sh
# python.sh - the Python that has lxml: the first in the path may be another than the system's.
for python in python3 /usr/bin/python3; do
    "$python" -c 'import lxml' 2>/dev/null && echo "$python" && exit 0
done
exit 1
