# lanyard_automation(target): Lanyard.Client (COM) for a library, with its type library inside.
#
# The compiler for it is MinGW's. It reads stdole2.tlb, which Wine's package brings: what ours
# refers to are that one's identifiers, the same on every Windows.

function(lanyard_automation target)
    find_program(LANYARD_WIDL NAMES
        x86_64-w64-mingw32-widl i686-w64-mingw32-widl REQUIRED)
    find_path(LANYARD_STDOLE stdole2.tlb REQUIRED
        PATHS /usr/lib/x86_64-linux-gnu/wine/x86_64-windows NO_CMAKE_FIND_ROOT_PATH)
    set(bits --win64)
    if(CMAKE_SIZEOF_VOID_P EQUAL 4)
        set(bits --win32)
    endif()
    set(from ${CMAKE_CURRENT_SOURCE_DIR}/com)
    set(made ${CMAKE_CURRENT_BINARY_DIR}/automation)
    file(MAKE_DIRECTORY ${made}/lanyard)
    set(widl ${LANYARD_WIDL} ${bits} -I ${from} ${from}/lanyard.idl)
    add_custom_command(VERBATIM
        OUTPUT ${made}/lanyard/automation.h ${made}/automation_ids.c ${made}/lanyard.tlb
        COMMAND ${widl} -h -o ${made}/lanyard/automation.h
        COMMAND ${widl} -u -o ${made}/automation_ids.c
        COMMAND ${widl} -L ${LANYARD_STDOLE} -t -o ${made}/lanyard.tlb
        # It says when it was made, and would be another file each time.
        COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C sed -i
            "s/ at [A-Z][a-z][a-z] [A-Z][a-z][a-z] .\\{16\\}/ at Thu Jan  1 00:00:00 1970/"
            ${made}/lanyard.tlb
        DEPENDS ${from}/lanyard.idl ${from}/automation_types.idl)
    file(CONFIGURE OUTPUT ${made}/automation.rc CONTENT "1 TYPELIB \"${made}/lanyard.tlb\"\n")
    set_source_files_properties(${made}/automation.rc PROPERTIES
        OBJECT_DEPENDS ${made}/lanyard.tlb)
    set_source_files_properties(${made}/automation_ids.c PROPERTIES COMPILE_OPTIONS -w)
    set(sources
        com/client_object.cpp
        com/error_object.cpp
        com/identity_object.cpp
        com/server.cpp
        com/text.cpp
        com/type_library.cpp)
    # COM's interfaces have no virtual destructor: their objects destroy themselves.
    set_source_files_properties(${sources} PROPERTIES
        COMPILE_OPTIONS -Wno-non-virtual-dtor
        OBJECT_DEPENDS ${made}/lanyard/automation.h)
    target_sources(${target} PRIVATE
        ${sources} com/exports.def ${made}/automation_ids.c ${made}/automation.rc)
    # The header is a compiler's work, and by its own rules.
    target_include_directories(${target} SYSTEM PRIVATE ${made} ${from})
    target_compile_definitions(${target} PRIVATE LANYARD_BUILDING_CLIENT)
    target_link_libraries(${target} PRIVATE ole32 oleaut32 uuid)
    # The names of exports.def are stdcall's, which only 32-bit Windows decorates.
    target_link_options(${target} PRIVATE -Wl,--enable-stdcall-fixup)
endfunction()

# lanyard_use_automation(target): <lanyard/automation.h> for a program that calls the interfaces.
function(lanyard_use_automation target)
    get_target_property(made lanyard_client BINARY_DIR)
    get_target_property(from lanyard_client SOURCE_DIR)
    target_sources(${target} PRIVATE ${made}/automation/automation_ids.c)
    set_source_files_properties(${made}/automation/automation_ids.c
        PROPERTIES GENERATED TRUE COMPILE_OPTIONS -w)
    target_include_directories(${target} SYSTEM PRIVATE
        ${made}/automation ${from}/com ${from}/include)
    add_dependencies(${target} lanyard_client)
endfunction()
