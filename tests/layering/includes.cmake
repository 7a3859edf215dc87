# cmake -DROOT=<source root> -P includes.cmake
#
# Fails, naming file and line, where a folder includes one that its row does not name.
# This table is the architecture; change it in a commit of its own.

cmake_minimum_required(VERSION 3.25)

# folder           may also include
set(may_base       )
set(may_wire       )
set(may_jose       base)
set(may_oidc       base jose)
set(may_policy     base)
set(may_platform   base wire)
set(may_audit      base platform)
set(may_identity   base oidc)
set(may_net        base platform)
set(may_session    base jose oidc policy platform audit identity net)
set(may_broker     base wire policy platform audit identity session)
set(core_layers    base wire jose oidc policy platform audit identity net session broker)

set(failures "")

function(check folder pattern reason)
    file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp)
    foreach(file IN LISTS files)
        file(STRINGS ${ROOT}/${file} lines REGEX "^#[ \t]*include[ \t]+${pattern}")
        foreach(line IN LISTS lines)
            list(APPEND failures "${file}: ${line}  (${reason})")
        endforeach()
    endforeach()
    set(failures "${failures}" PARENT_SCOPE)
endfunction()

foreach(layer IN LISTS core_layers)
    foreach(other IN LISTS core_layers)
        if(NOT other STREQUAL layer AND NOT other IN_LIST may_${layer})
            check(core/${layer} "\"core/${other}/" "core/${layer} may not use core/${other}")
        endif()
    endforeach()
endforeach()

check(core "\"(app|ui|tests)/" "core knows nothing above it")
check(ui "\"(app|tests)/" "ui is driven by app, not the reverse")
check(ui "\"core/(net|jose|oidc|wire|platform|audit|broker)/" "ui sees base, policy, identity, session")
check(core "<Q(Widget|Application|Dialog|Icon|Menu|SystemTray|Gui)" "core is headless")
check(core/wire "<Q" "the client DLL compiles core/wire without Qt")
check(app/client "<Q" "the client DLL is loaded into other people's processes")
check(app/client "\"core/[^w]" "the client library shares only core/wire")
check(app/cli "<Q" "a Qt start-up costs ten times a token request")
check(app/cli "\"core/[^w]" "the command line is a client like any other")
check(app/sample "<Q" "the sample is a program older than Qt 6")
check(app/sample "\"(core|app|ui)/" "the sample knows the protocol and nothing of ours")

# The operating system: only in *_win.* files. The DLL's public header is C for anyone's
# compiler, so it alone may ask which one.
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/app/* ${ROOT}/core/* ${ROOT}/ui/*)
foreach(file IN LISTS files)
    if(file MATCHES "\\.(h|cpp)$" AND NOT file MATCHES "_win\\.(h|cpp)$|^app/client/include/")
        file(STRINGS ${ROOT}/${file} lines
            REGEX "^#[ \t]*(include[ \t]+<([Ww]indows|wincred|sddl|aclapi|bcrypt)|if.*(_WIN32|Q_OS_))")
        foreach(line IN LISTS lines)
            list(APPEND failures "${file}: ${line}  (belongs in a _win file)")
        endforeach()
    endif()
endforeach()

# Size: a file that outgrows a screenful of attention is two files. A warning: the cure is a noun.
foreach(file IN LISTS files)
    if(file MATCHES "\\.(h|cpp)$")
        file(STRINGS ${ROOT}/${file} lines)
        list(LENGTH lines length)
        if(length GREATER 300)
            message(WARNING "${file}: ${length} lines (target 300)")
        endif()
    endif()
endforeach()

if(failures)
    list(JOIN failures "\n  " text)
    message(FATAL_ERROR "Layering:\n  ${text}")
endif()
