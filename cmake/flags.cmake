# Flags of our own builds. Whoever embeds the libraries gets none of them: all are off by default, and none is
# an interface of a target.
add_library(roughproof-flags INTERFACE)

if(ROUGHPROOF_WARNINGS)
  target_compile_options(roughproof-flags INTERFACE
    -Werror -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align -Wvla
    -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wimplicit-fallthrough -Wpointer-arith
    -Wwrite-strings -Wformat=2 -Wnull-dereference -Wdouble-promotion)
endif()

# Of what is linked in, too.
add_library(roughproof-sanitizers INTERFACE)
target_link_libraries(roughproof-flags INTERFACE roughproof-sanitizers)
if(ROUGHPROOF_SANITIZE)
  target_compile_options(roughproof-sanitizers INTERFACE
    -fsanitize=${ROUGHPROOF_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_link_options(roughproof-sanitizers INTERFACE -fsanitize=${ROUGHPROOF_SANITIZE})
endif()

if(ROUGHPROOF_FUZZ_ENGINE STREQUAL "libfuzzer")
  target_compile_options(roughproof-flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A library of the core: static and shared, from the same sources and headers of one folder; it may need other
# ones of the core, and imported libraries.
function(roughproof_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;NEEDS;LIBRARIES" ${ARGN})
  foreach(kind STATIC SHARED)
    string(TOLOWER "${kind}" suffix)
    set(target roughproof-${name}-${suffix})
    add_library(${target} ${kind} ${arg_SOURCES})
    add_library(roughproof::${name}-${suffix} ALIAS ${target})
    target_include_directories(${target} PUBLIC
      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:roughproof-flags>)
    foreach(need ${arg_NEEDS})
      target_link_libraries(${target} PUBLIC roughproof-${need}-${suffix})
    endforeach()
    foreach(library ${arg_LIBRARIES})
      target_link_libraries(${target} PRIVATE ${library})
    endforeach()
    set_target_properties(${target} PROPERTIES
      OUTPUT_NAME roughproof-${name} EXPORT_NAME ${name}-${suffix}
      VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
    set_property(GLOBAL APPEND PROPERTY ROUGHPROOF_LIBRARIES ${target})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY ROUGHPROOF_COMPONENTS ${name})
  list(TRANSFORM arg_NEEDS PREPEND "roughproof-" OUTPUT_VARIABLE requires)
  set_property(GLOBAL PROPERTY ROUGHPROOF_REQUIRES_${name} "${requires}")
  if("BearSSL::BearSSL" IN_LIST arg_LIBRARIES)
    set_property(GLOBAL PROPERTY ROUGHPROOF_LIBS_PRIVATE_${name} "-lbearssl")
  endif()
  install(FILES ${arg_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/roughproof/${name})
endfunction()
