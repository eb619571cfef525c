# Read by ctest before it runs anything: threads that wait sleep. By default they spin, which on a
# machine that others use too takes several times the processor seconds of what is tested.
set(ENV{OMP_WAIT_POLICY} passive)
