# Where the programs and what belongs to them go, in the build folder and when installed. Both look alike, so that one
# rule finds the sample model, relative to the folder that the running program is in:
#
#   ../share/quince/sample/Quince-Sample     quince and quince-cli
#   ../Resources/sample/Quince-Sample        quince, within its bundle on macOS
#
#   build folder                    installed under a prefix
#   bin/quince[.app]                bin/quince, or quince.app on macOS
#   bin/quince-cli                  bin/quince-cli
#   share/quince/sample -> source   share/quince/sample

set(quince_programs)
foreach(program quince quince-cli)
  if(TARGET ${program})
    list(APPEND quince_programs ${program})
  endif()
endforeach()
if(NOT quince_programs)
  return()
endif()

set_target_properties(${quince_programs} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/quince)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/resources/sample ${PROJECT_BINARY_DIR}/share/quince/sample
  COPY_ON_ERROR SYMBOLIC)

install(TARGETS ${quince_programs}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  BUNDLE DESTINATION .)
install(DIRECTORY resources/sample DESTINATION ${CMAKE_INSTALL_DATADIR}/quince)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET quince AND UNIX AND NOT APPLE)
  set(id org.quince.Quince)
  configure_file(packaging/linux/${id}.metainfo.xml.in packaging/linux/${id}.metainfo.xml @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/packaging/linux/${id}.metainfo.xml
    DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)

  # The entry names the program in full: a desktop's PATH need not have the prefix, which is only known on installing.
  install(CODE "
    set(program \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/quince)
    configure_file(${PROJECT_SOURCE_DIR}/packaging/linux/${id}.desktop.in
      ${PROJECT_BINARY_DIR}/packaging/linux/${id}.desktop @ONLY)")
  install(FILES ${PROJECT_BINARY_DIR}/packaging/linux/${id}.desktop
    DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)

  set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
  foreach(size 16 32 48 64 128 256 512)
    install(FILES resources/icons/quince-${size}.png
      DESTINATION ${icons}/${size}x${size}/apps RENAME ${id}.png)
  endforeach()
  install(FILES resources/icons/quince.svg DESTINATION ${icons}/scalable/apps RENAME ${id}.svg)
endif()
