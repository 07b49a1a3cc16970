# ROUGHPROOF_WITH_SECCOMP and the library: if libseccomp is there for this compiler and its flags. Sanitizers, coverage
# and valgrind make system calls of their own, which the sandbox would end; for the last, switch it off by hand.
include(CheckCSourceCompiles)

set(ROUGHPROOF_CONFINED OFF) # what the server gives up beside
set(ROUGHPROOF_WITH_SECCOMP OFF CACHE INTERNAL "")
if(ROUGHPROOF_SANDBOX AND NOT ROUGHPROOF_SANITIZE AND NOT ROUGHPROOF_FUZZ_ENGINE
   AND NOT CMAKE_C_FLAGS MATCHES "--coverage|-fprofile|-fsanitize")
  set(ROUGHPROOF_CONFINED ON)
  set(CMAKE_REQUIRED_LIBRARIES seccomp)
  check_c_source_compiles("
    #include <seccomp.h>
    int main(void) { return seccomp_load(seccomp_init(SCMP_ACT_KILL_PROCESS)); }" ROUGHPROOF_SECCOMP_LINKS)
  unset(CMAKE_REQUIRED_LIBRARIES)
  if(ROUGHPROOF_SECCOMP_LINKS)
    set(ROUGHPROOF_WITH_SECCOMP ON CACHE INTERNAL "")
  else()
    message(STATUS "libseccomp not found: the tools read without a sandbox")
  endif()
endif()
