# BearSSL comes without pkg-config and CMake files: finds header and library, and makes BearSSL::BearSSL.
find_path(BearSSL_INCLUDE_DIR bearssl_hash.h PATH_SUFFIXES bearssl)
find_library(BearSSL_LIBRARY bearssl)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(BearSSL DEFAULT_MSG BearSSL_LIBRARY BearSSL_INCLUDE_DIR)
if(BearSSL_FOUND AND NOT TARGET BearSSL::BearSSL)
  add_library(BearSSL::BearSSL UNKNOWN IMPORTED)
  set_target_properties(BearSSL::BearSSL PROPERTIES
    IMPORTED_LOCATION ${BearSSL_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${BearSSL_INCLUDE_DIR})
endif()
mark_as_advanced(BearSSL_INCLUDE_DIR BearSSL_LIBRARY)
