# debian.cmake - the Debian package: cpack -G DEB in a build folder. What stands in it is what
# "cmake --install" installs, below /usr; what Debian's policy wants besides, prepare.cmake adds.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tilskudd)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
# Nobody's address, in a domain that is reserved for examples: whoever gives packages to others
# says who answers for them.
set(TILSKUDD_MAINTAINER "Tilskudd maintainers <maintainers@tilskudd.example>" CACHE STRING
  "Who answers for the Debian package: NAME <ADDRESS>")
set(CPACK_PACKAGE_CONTACT ${TILSKUDD_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "integration and Norwegian-language grants to municipalities")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Computes from the introduction register, person by person, what each
Norwegian municipality is due in integration grant and Norwegian-language
grant, subtracts what was settled before, and writes payment files that two
persons sign.
.
With its ledger, audit log, controls, samples and rule sets, a demonstration
with a bank that plays along, and the rule book.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the shell programs of share/tilskudd call.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "openssl")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libxml2-utils")
# cpack packs what is built; what is not is said by it, not built with all tests.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_TILSKUDD_PACKAGE ${CMAKE_CURRENT_LIST_DIR})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/prepare.cmake)
include(CPack)
