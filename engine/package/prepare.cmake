# prepare.cmake - run by cpack over the files that were installed into its folder, before they
# are packed.
set(usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
set(doc ${usr}/share/doc/tilskudd)
file(COPY_FILE ${CPACK_TILSKUDD_PACKAGE}/copyright ${doc}/copyright)
configure_file(${CPACK_TILSKUDD_PACKAGE}/changelog.in ${doc}/changelog @ONLY)
file(REMOVE ${doc}/LICENSE) # copyright says it
file(GLOB_RECURSE manuals ${usr}/share/man/*.1)
foreach(file ${doc}/changelog ${manuals})
  execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# Where Debian's zsh looks; what others put there is not in site-functions.
file(MAKE_DIRECTORY ${usr}/share/zsh/vendor-completions)
file(RENAME ${usr}/share/zsh/site-functions/_tilskudd
  ${usr}/share/zsh/vendor-completions/_tilskudd)
file(REMOVE_RECURSE ${usr}/share/zsh/site-functions)
file(GLOB programs ${usr}/share/tilskudd/formats/setup/*.sh)
file(CHMOD ${programs} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
  GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(CHMOD ${doc}/copyright ${doc}/changelog.gz
  PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
