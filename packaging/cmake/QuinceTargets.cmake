# What every target of ours shares: warnings, sanitizers, Qt's strict mode.

add_library(quince_warnings INTERFACE)
if(MSVC)
  target_compile_options(quince_warnings INTERFACE /W4 /permissive- /utf-8)
else()
  target_compile_options(quince_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual)
endif()
# GCC 12 sees overlaps and overflows in optimised std::string concatenations that are not there (GCC bugs
# 105651 and 105329, fixed in 13).
target_compile_options(quince_warnings INTERFACE
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>")
if(QUINCE_WERROR)
  target_compile_options(quince_warnings INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()

if(QUINCE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(QUINCE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

add_library(quince_qt_strict INTERFACE)
target_compile_definitions(quince_qt_strict INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT)

# Headers that nearly every file of a target reads anyway, read once: a third off the build time.
# Each file still includes what it uses; switch this off now and then to see that it does.
option(QUINCE_PRECOMPILE "Precompile the headers that a target reads most" ON)
function(quince_precompile target)
  if(QUINCE_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    # What lets ccache store files that read a precompiled header (with its sloppiness, which
    # packaging/tools/setup.sh sets).
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()

# Registers the tests of a program of GoogleTest: each by its name or, under sanitizers, by shards of many: a
# process takes longer to start there than most tests take. For a single test call the program with --gtest_filter.
function(quince_discover_tests target)
  if(QUINCE_SANITIZE STREQUAL "none")
    gtest_discover_tests(${target}
      DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 120)
    return()
  endif()
  set(shards 8)
  foreach(shard RANGE 1 ${shards})
    math(EXPR index "${shard} - 1")
    add_test(NAME ${target}.${shard}_of_${shards} COMMAND ${target} --gtest_brief=1)
    set_tests_properties(${target}.${shard}_of_${shards} PROPERTIES
      TIMEOUT 900
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()
