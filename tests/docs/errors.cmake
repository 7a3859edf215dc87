# cmake -DROOT=<source root> -P errors.cmake
#
# Fails, naming each, where docs/errors.md lacks a code that the sources can produce, or lists one
# that they no longer do. A code is a text literal of words joined by dots: "id_token.nonce".

cmake_minimum_required(VERSION 3.25)

# Codes made of two pieces: file|piece|codes. A row whose piece is gone fails, and so does a piece
# without a row.
set(composed
    "core/oidc/answer.cpp|.busy|discovery.busy jwks.busy token.busy userinfo.busy revocation.busy"
    "core/oidc/answer.cpp|.not_json|discovery.not_json jwks.not_json token.not_json userinfo.not_json revocation.not_json"
    "core/oidc/answer.cpp|.malformed|discovery.malformed jwks.malformed token.malformed userinfo.malformed revocation.malformed"
    "core/session/provider_document.h|.status|discovery.status jwks.status"
    "app/config/config_files.cpp|.missing|policy.missing apps.missing roles.missing"
    "app/config/config_files.cpp|.untrusted|policy.untrusted apps.untrusted roles.untrusted"
    "app/config/config_files.cpp|.unavailable|policy.unavailable apps.unavailable roles.unavailable"
    "core/broker/request.cpp|request.|request.<parameter>")

# Of a code's form, and none: files, hosts, log categories.
set(not_a_code "\\.(json|jsonl|html|so|dll|exe|lock)$|^(org|lanyard)\\.|\\.nhs\\.uk$")
# Names of methods and of events have that form too; these files hold them all.
set(names_elsewhere core/wire/protocol.h core/broker/event_feed.cpp)

function(literals_of file pattern result)
    file(READ ${ROOT}/${file} text)
    string(REGEX REPLACE "//[^\n]*" "" text "${text}")
    string(REGEX MATCHALL "${pattern}" found "${text}")
    string(REPLACE "\"" "" found "${found}")
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(names_returned_by file result)
    literals_of(${file} "return \"[a-z_]+\"" found)
    string(REPLACE "return " "" found "${found}")
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

set(failures "")
set(code "\"[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+\"")
set(names "")
foreach(file IN LISTS names_elsewhere)
    literals_of(${file} "${code}" found)
    list(APPEND names ${found})
endforeach()

# 1. What the sources can produce.
set(folders core app/admin app/agent app/config ui)
set(sources "")
foreach(folder IN LISTS folders)
    file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.cpp ${ROOT}/${folder}/*.h)
    list(APPEND sources ${files})
endforeach()

set(produced "")
set(rows_used "")
foreach(file IN LISTS sources)
    literals_of(${file} "${code}" found)
    foreach(literal IN LISTS found)
        if(NOT literal MATCHES "${not_a_code}" AND NOT literal IN_LIST names)
            list(APPEND produced ${literal})
        endif()
    endforeach()
    literals_of(${file} "[+?:] \"\\.[a-z_]+\"|\"[a-z_]+\\.\" [+]" pieces)
    string(REGEX REPLACE "[+?: ]" "" pieces "${pieces}")
    foreach(piece IN LISTS pieces)
        if(piece MATCHES "${not_a_code}")
            continue()
        endif()
        set(row "")
        foreach(each IN LISTS composed)
            string(FIND "${each}" "${file}|${piece}|" at)
            if(at EQUAL 0)
                set(row "${each}")
            endif()
        endforeach()
        if(row STREQUAL "")
            list(APPEND failures "${file} composes codes of \"${piece}\": add a row to errors.cmake")
            continue()
        endif()
        list(APPEND rows_used "${row}")
        string(REGEX REPLACE "^.*\\|" "" codes "${row}")
        string(REPLACE " " ";" codes "${codes}")
        list(APPEND produced ${codes})
    endforeach()
endforeach()
foreach(row IN LISTS composed)
    if(NOT row IN_LIST rows_used)
        list(APPEND failures "errors.cmake expects what is no longer there: ${row}")
    endif()
endforeach()
list(REMOVE_DUPLICATES produced)

# 2. What the page lists: the first column of its tables.
file(READ ${ROOT}/docs/errors.md page)
string(REGEX MATCHALL "\n\\| `[^|]*\\|" cells "${page}")
set(listed "")
set(words "")
foreach(cell IN LISTS cells)
    string(REGEX MATCHALL "`[a-z0-9_.<>]+`" found "${cell}")
    string(REPLACE "`" "" found "${found}")
    foreach(each IN LISTS found)
        if(NOT each MATCHES "\\.")
            list(APPEND words ${each})
        elseif(each IN_LIST listed)
            list(APPEND failures "${each} is listed twice")
        else()
            list(APPEND listed ${each})
        endif()
    endforeach()
endforeach()

# 3. Both ways.
list(SORT produced)
foreach(each IN LISTS produced)
    if(NOT each IN_LIST listed)
        list(APPEND failures "${each} is not in docs/errors.md")
    endif()
endforeach()
foreach(each IN LISTS listed)
    if(NOT each IN_LIST produced)
        list(APPEND failures "${each} is in docs/errors.md, and nothing produces it")
    endif()
endforeach()

# 4. The words of the protocol, the faults, and what is found wrong with an audit trail.
names_returned_by(core/wire/protocol.cpp protocol)
names_returned_by(core/base/error.cpp faults)
names_returned_by(core/audit/verify.cpp findings)
# Of each list, the fall-back after the switch; recoveries share the file with the faults.
list(REMOVE_ITEM findings unknown)
list(REMOVE_ITEM faults nothing retry_later sign_in_again tell_administrator)
foreach(each IN LISTS protocol faults findings)
    if(NOT each IN_LIST words)
        list(APPEND failures "${each} is not in docs/errors.md")
    endif()
endforeach()
foreach(each IN LISTS words)
    if(NOT each IN_LIST protocol AND NOT each IN_LIST faults AND NOT each IN_LIST findings)
        list(APPEND failures "${each} is in docs/errors.md, and nothing produces it")
    endif()
endforeach()

list(LENGTH produced count)
if(count LESS 100)
    list(APPEND failures "only ${count} codes were found: is ${ROOT} the source root?")
endif()
if(failures)
    list(JOIN failures "\n  " text)
    message(FATAL_ERROR "Error codes:\n  ${text}")
endif()
message(STATUS "${count} codes, all documented")
