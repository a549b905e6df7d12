# quince_desktop_properties(<target>): what makes the window's program at home on a desktop. On all systems the icon
# in its sizes, as :/icons/quince-16.png to :/icons/quince-256.png; on macOS a bundle with Info.plist, icon and sample
# model; on Windows no console, and icon and version inside the program.
function(quince_desktop_properties target)
  qt6_add_resources(icons ${PROJECT_SOURCE_DIR}/resources/icons/icons.qrc)
  target_sources(${target} PRIVATE ${icons})

  if(APPLE)
    quince_bundle(${target})
  elseif(WIN32)
    configure_file(${PROJECT_SOURCE_DIR}/packaging/windows/quince.rc.in quince.rc @ONLY)
    enable_language(RC)
    target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/quince.rc)
    set_target_properties(${target} PROPERTIES WIN32_EXECUTABLE ON)
  endif()
endfunction()

function(quince_bundle target)
  set(icon ${PROJECT_SOURCE_DIR}/resources/icons/quince.icns)
  set_source_files_properties(${icon} PROPERTIES MACOSX_PACKAGE_LOCATION Resources)
  target_sources(${target} PRIVATE ${icon})

  # The sample's files are whatever the model consists of, so they are not named one by one.
  file(GLOB sample CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/sample/Quince-Sample/*)
  set_source_files_properties(${sample} PROPERTIES
    MACOSX_PACKAGE_LOCATION Resources/sample/Quince-Sample)
  target_sources(${target} PRIVATE ${sample})

  set_target_properties(${target} PROPERTIES
    MACOSX_BUNDLE ON
    MACOSX_BUNDLE_INFO_PLIST ${PROJECT_SOURCE_DIR}/packaging/macos/Info.plist.in)
endfunction()
