# lanyard_windows_resources(lanyard-agent DESCRIPTION "Lanyard sign-in agent" [CONTROLS])
#
# What Windows, AppLocker and an inventory read of a program: its version and names, its manifest
# and its icon. A library gets the version alone. CONTROLS: it has windows, and wants version 6 of
# the common controls. And how each is linked: moved at will in 64 bits, data not executed, and the
# same bytes from the same sources whenever and wherever that is done.
#
# Debian's gcc brings no manifest of its own (default-manifest.o): ours is the only one.

set(LANYARD_WINDOWS_DIR ${CMAKE_CURRENT_LIST_DIR})

# The drawing in the sizes that the shell asks for, packed by one script.
function(lanyard_windows_icon)
    find_program(RSVG_CONVERT rsvg-convert REQUIRED)
    find_program(LANYARD_PYTHON python3 REQUIRED)
    set(drawing ${PROJECT_SOURCE_DIR}/resources/icons/lanyard.svg)
    set(icon ${PROJECT_BINARY_DIR}/windows/lanyard.ico)
    add_custom_command(
        OUTPUT ${icon}
        COMMAND ${LANYARD_PYTHON} ${LANYARD_WINDOWS_DIR}/pack-icon
            ${RSVG_CONVERT} ${drawing} ${icon}
        DEPENDS ${drawing} ${LANYARD_WINDOWS_DIR}/pack-icon
        VERBATIM)
    add_custom_target(lanyard_icon DEPENDS ${icon})
endfunction()

function(lanyard_windows_resources target)
    if(NOT WIN32)
        return()
    endif()
    cmake_parse_arguments(ARG "CONTROLS" "DESCRIPTION" "" ${ARGN})
    get_target_property(type ${target} TYPE)
    get_target_property(file ${target} OUTPUT_NAME)
    if(NOT file)
        set(file ${target})
    endif()
    set(base ${PROJECT_BINARY_DIR}/windows/${target})
    set(DESCRIPTION ${ARG_DESCRIPTION})
    string(REPLACE "." "," NUMBERS "${PROJECT_VERSION}.0")
    if(type STREQUAL "EXECUTABLE")
        set(FILE_TYPE VFT_APP)
        set(ORIGINAL_NAME ${file}.exe)
        set(CONTROLS "")
        if(ARG_CONTROLS)
            file(READ ${LANYARD_WINDOWS_DIR}/controls.xml CONTROLS)
        endif()
        configure_file(${LANYARD_WINDOWS_DIR}/program.manifest.in ${base}.manifest @ONLY)
        if(NOT TARGET lanyard_icon)
            lanyard_windows_icon()
        endif()
        add_dependencies(${target} lanyard_icon)
        set(MANIFEST "1 RT_MANIFEST \"${base}.manifest\"")
        set(ICON "1 ICON \"${PROJECT_BINARY_DIR}/windows/lanyard.ico\"")
    else()
        set(FILE_TYPE VFT_DLL)
        set(ORIGINAL_NAME ${file}.dll)
    endif()
    configure_file(${LANYARD_WINDOWS_DIR}/version.rc.in ${base}.rc @ONLY)
    target_sources(${target} PRIVATE ${base}.rc)
    if(type STREQUAL "EXECUTABLE")
        set_source_files_properties(${base}.rc PROPERTIES OBJECT_DEPENDS
            "${base}.manifest;${PROJECT_BINARY_DIR}/windows/lanyard.ico")
    endif()
    if(MINGW)
        target_link_options(${target} PRIVATE
            -Wl,--dynamicbase -Wl,--nxcompat -Wl,--no-insert-timestamp $<$<CONFIG:Release>:-s>)
        if(CMAKE_SIZEOF_VOID_P EQUAL 8)
            target_link_options(${target} PRIVATE -Wl,--high-entropy-va)
        endif()
    endif()
endfunction()
