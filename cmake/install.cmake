# cmake --install: libraries, headers, executable (tools/), manual pages, pkg-config and CMake files.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY ROUGHPROOF_LIBRARIES)
get_property(components GLOBAL PROPERTY ROUGHPROOF_COMPONENTS)
install(TARGETS ${libraries} EXPORT roughproof
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/roughproof)
install(EXPORT roughproof NAMESPACE roughproof:: DESTINATION ${package_dir} FILE roughproofTargets.cmake)
set(BearSSL_FOUND "${BearSSL_FOUND}")
if(NOT BearSSL_FOUND)
  set(BearSSL_FOUND FALSE)
endif()
configure_package_config_file(cmake/roughproofConfig.cmake.in ${PROJECT_BINARY_DIR}/roughproofConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/roughproofConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/roughproofConfig.cmake ${PROJECT_BINARY_DIR}/roughproofConfigVersion.cmake
  cmake/FindBearSSL.cmake DESTINATION ${package_dir})

# The way from a .pc file to the prefix, so that an installation can be moved, and `cmake --install --prefix` obeyed.
set(ROUGHPROOF_PREFIX ${CMAKE_INSTALL_PREFIX})
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  set(ROUGHPROOF_PREFIX "\${pcfiledir}/${up}")
endif()
foreach(component ${components})
  set(ROUGHPROOF_COMPONENT ${component})
  get_property(ROUGHPROOF_REQUIRES GLOBAL PROPERTY ROUGHPROOF_REQUIRES_${component})
  get_property(ROUGHPROOF_LIBS_PRIVATE GLOBAL PROPERTY ROUGHPROOF_LIBS_PRIVATE_${component})
  configure_file(cmake/roughproof.pc.in ${PROJECT_BINARY_DIR}/roughproof-${component}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/roughproof-${component}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

install(FILES docs/roughproof.1 docs/roughproof-convert.1 docs/roughproof-dump.1 docs/roughproof-mkreq.1
  docs/roughproof-keygen.1 docs/roughproof-query.1 docs/roughproof-serve.1 docs/roughproof-verify.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES tools/completion.bash RENAME roughproof
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
if(TARGET roughproof-serve)
  set(ROUGHPROOF_UNIT_DIR lib/systemd/system CACHE STRING "Where units of systemd go")
  configure_file(cmake/roughproof.service.in ${PROJECT_BINARY_DIR}/roughproof.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/roughproof.service cmake/roughproof.socket DESTINATION ${ROUGHPROOF_UNIT_DIR})
  install(FILES cmake/roughproof.sysusers RENAME roughproof.conf DESTINATION lib/sysusers.d)
endif()
