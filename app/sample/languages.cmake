# One target for each language, in bin/samples. Without its tool a language is left out, and said so.

set(samples ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/samples)
file(MAKE_DIRECTORY ${samples})

add_executable(sample-cpp cpp/token.cpp)
set_target_properties(sample-cpp PROPERTIES
    AUTOMOC OFF OUTPUT_NAME token-cpp RUNTIME_OUTPUT_DIRECTORY ${samples})
target_compile_options(sample-cpp PRIVATE
    -std=c++11 -Wall -Wextra -Wpedantic $<$<BOOL:${LANYARD_WERROR}>:-Werror>)
target_link_libraries(sample-cpp PRIVATE lanyard_client)

# lanyard_sample(pascal ${FPC} pascal/token.pas token-pascal arguments...): how a foreign compiler makes
# bin/samples/token-pascal.
function(lanyard_sample language tool source result)
    if(NOT tool)
        message(STATUS "Sample in ${language}: left out, its compiler is not installed")
        return()
    endif()
    add_custom_command(OUTPUT ${samples}/${result}
        COMMAND ${tool} ${ARGN}
        DEPENDS ${source}
        WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
        COMMENT "Compiling ${source}"
        VERBATIM)
    add_custom_target(sample-${language} ALL DEPENDS ${samples}/${result})
endfunction()

find_program(LANYARD_FPC fpc)
find_program(LANYARD_MCS mcs)
find_program(LANYARD_JAVAC javac)
find_file(LANYARD_JNA jna.jar PATHS /usr/share/java)
find_file(LANYARD_JNA_PLATFORM jna-platform.jar PATHS /usr/share/java)
if(NOT LANYARD_JNA OR NOT LANYARD_JNA_PLATFORM)
    set(LANYARD_JAVAC "LANYARD_JAVAC-NOTFOUND")
endif()

lanyard_sample(pascal "${LANYARD_FPC}" pascal/token.pas token-pascal
    -v0ew -Sew -O2 -FU${samples} -o${samples}/token-pascal pascal/token.pas)
lanyard_sample(csharp "${LANYARD_MCS}" csharp/Token.cs Token.exe
    -nologo -warnaserror -langversion:5 -out:${samples}/Token.exe csharp/Token.cs)
lanyard_sample(java "${LANYARD_JAVAC}" java/Token.java Token.class
    --release 8 -Xlint:all,-options,-serial -Werror -cp ${LANYARD_JNA}:${LANYARD_JNA_PLATFORM} -d ${samples} java/Token.java)
