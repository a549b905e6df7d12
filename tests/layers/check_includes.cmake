# cmake -DROOT=<source tree> -P check_includes.cmake
# Reads every #include of each layer below ROOT and fails, naming file and line, where one crosses a border.
cmake_minimum_required(VERSION 3.25)

# A layer is a folder, what it may include with quotes, and what it may not include in angle brackets (both regular
# expressions, matched from the start of the name; everything else in angle brackets is allowed).
set(qt "Q[A-Z]|Qt")
set(widgets "QtWidgets|QWidget|QApplication")
set(third_party "hwy/|nlohmann/|spdlog/|fmt/|yaml-cpp/|xxhash|gtest/|gmock/|benchmark/")

set(failures "")

function(check_layer folder quoted forbidden)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.cpp)
  foreach(file IN LISTS files)
    file(STRINGS ${ROOT}/${file} lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
      if(line MATCHES "include[ \t]+\"([^\"]+)\"" AND NOT CMAKE_MATCH_1 MATCHES "^(${quoted})")
        string(APPEND failures "  ${file}: \"${CMAKE_MATCH_1}\" is beyond the border of ${folder}\n")
      elseif(line MATCHES "include[ \t]+<([^>]+)>" AND CMAKE_MATCH_1 MATCHES "^(${forbidden})")
        string(APPEND failures "  ${file}: <${CMAKE_MATCH_1}> is beyond the border of ${folder}\n")
      endif()
    endforeach()
  endforeach()
  set(failures "${failures}" PARENT_SCOPE)
endfunction()

check_layer(include/quince "nothing of ours by quotes" "${qt}|${third_party}")
check_layer(app/core "core/|hwy/" "${qt}|spdlog/|fmt/")
check_layer(app/hub "hub/|moc_" "${widgets}|${third_party}")
check_layer(ui "ui/|moc_" "${third_party}")
check_layer(app/desktop "desktop/|ui/|hub/|moc_" "hwy/|nlohmann/|yaml-cpp/|xxhash")
check_layer(app/cli "cli/|hub/|moc_" "${widgets}|hwy/|yaml-cpp/|xxhash")

if(failures)
  message(FATAL_ERROR "Includes that cross a border between layers:\n${failures}")
endif()
