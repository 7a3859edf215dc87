# cmake -DROOT=<source root> -DADMIN=<lanyard-admin> -DFOLDER=<scratch folder> -P examples.cmake
#
# Fails where lanyard-admin finds something wrong with the examples of docs/policy.md, taken together.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
file(CHMOD ${FOLDER} DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)

# By position and not as a list: JSON has brackets and semicolons of its own.
file(READ ${ROOT}/docs/policy.md rest)
set(begin "```json\n")
string(LENGTH "${begin}" skipped)
while(TRUE)
    string(FIND "${rest}" "${begin}" at)
    if(at EQUAL -1)
        break()
    endif()
    math(EXPR at "${at} + ${skipped}")
    string(SUBSTRING "${rest}" ${at} -1 rest)
    string(FIND "${rest}" "```" length)
    string(SUBSTRING "${rest}" 0 ${length} example)
    if(example MATCHES "\"schema\": \"lanyard\\.([a-z]+)/1\"")
        set(name ${CMAKE_MATCH_1})
    else()
        set(name policy)
    endif()
    file(WRITE ${FOLDER}/${name}.json "${example}")
    file(CHMOD ${FOLDER}/${name}.json FILE_PERMISSIONS OWNER_READ OWNER_WRITE)
endwhile()

foreach(name policy apps roles)
    if(NOT EXISTS ${FOLDER}/${name}.json)
        message(FATAL_ERROR "docs/policy.md has no example of ${name}.json")
    endif()
    execute_process(COMMAND ${ADMIN} ${name} check --config-dir ${FOLDER}
        RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
    if(code EQUAL 4) # docs/cli.md: this computer has a policy of its own.
        message(STATUS "skipped: ${text}")
    elseif(NOT code EQUAL 0)
        message(FATAL_ERROR "The example of ${name}.json in docs/policy.md (${code}):\n${text}")
    endif()
endforeach()
