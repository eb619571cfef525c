# build-name.cmake - which sources the program was built from: one hash over all of them, by name
# and content, as the text that proposals carry. trust.md 2.
#   cmake -DSOURCE=FOLDER -DOUT=FILE -P build-name.cmake
file(GLOB_RECURSE SOURCES RELATIVE ${SOURCE}
  ${SOURCE}/rules/*.[ch] ${SOURCE}/rules/*.def ${SOURCE}/formats/*.[ch] ${SOURCE}/formats/*.def
  ${SOURCE}/engine/*.[ch] ${SOURCE}/engine/*.def ${SOURCE}/fixtures/*.[ch])
list(SORT SOURCES)
set(ALL "")
foreach(NAME ${SOURCES})
  file(SHA256 ${SOURCE}/${NAME} SUM)
  string(APPEND ALL "${NAME} ${SUM}\n")
endforeach()
string(SHA256 SUM "${ALL}")
string(SUBSTRING ${SUM} 0 16 BUILD)
file(WRITE ${OUT} "#include \"engine/program.h\"\n
const char *program_build(void)\n{\n    return \"${BUILD}\";\n}\n")
