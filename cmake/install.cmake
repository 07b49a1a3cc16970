# cmake --install: libraries, headers, executable (tools/), manual pages, pkg-config and CMake files.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY ROUGHPROOF_LIBRARIES)
get_property(components GLOBAL PROPERTY ROUGHPROOF_COMPONENTS)
install(TARGETS ${libraries} EXPORT roughproof
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/roughproof)
install(EXPORT roughproof NAMESPACE roughproof:: DESTINATION ${package_dir} FILE roughproofConfig.cmake)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/roughproofConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/roughproofConfigVersion.cmake DESTINATION ${package_dir})

foreach(component ${components})
  set(ROUGHPROOF_COMPONENT ${component})
  configure_file(cmake/roughproof.pc.in ${PROJECT_BINARY_DIR}/roughproof-${component}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/roughproof-${component}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

install(FILES docs/roughproof.1 docs/roughproof-dump.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES tools/completion.bash RENAME roughproof
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
