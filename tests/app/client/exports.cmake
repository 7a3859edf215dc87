# cmake -DNM=nm -DOBJDUMP=objdump -DLIBRARY=liblanyard.so -DEXPECTED=exports.txt -P exports.cmake
#
# Other people's programs link these names: none may go, and none may slip in. In a Windows library
# they carry no version.

file(STRINGS ${EXPECTED} expected)
if(LIBRARY MATCHES "\\.dll$")
    execute_process(COMMAND ${OBJDUMP} -p ${LIBRARY} OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "^.*Ordinal/Name Pointer. Table\n(([^\n]+\n)*).*$" "\\1" table "${headers}")
    string(REGEX REPLACE "[][]" "|" table "${table}") # A bracket keeps a list together.
    string(REGEX MATCHALL "[|] [A-Za-z_][^\n]*" symbols "${table}")
    list(TRANSFORM symbols REPLACE "^[|] +" "")
    list(REMOVE_ITEM expected LANYARD_1)
    list(TRANSFORM expected REPLACE "@@.*" "")
    list(APPEND expected DllCanUnloadNow DllGetClassObject) # For COM.
else()
    execute_process(COMMAND ${NM} -D --defined-only --format=posix ${LIBRARY}
        OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "[ ][^\n]*" "" symbols "${symbols}")
    string(STRIP "${symbols}" symbols)
    string(REPLACE "\n" ";" symbols "${symbols}")
endif()
list(SORT symbols)
list(SORT expected)

if(NOT symbols STREQUAL expected)
    list(JOIN symbols "\n  " text)
    message(FATAL_ERROR "${LIBRARY} exports:\n  ${text}\nand ${EXPECTED} says otherwise.")
endif()
