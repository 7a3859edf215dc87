# cmake -DNM=nm -DLIBRARY=liblanyard.so -DEXPECTED=exports.txt -P exports.cmake
#
# Other people's programs link these names: none may go, and none may slip in.

execute_process(COMMAND ${NM} -D --defined-only --format=posix ${LIBRARY}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[ ][^\n]*" "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
string(REPLACE "\n" ";" symbols "${symbols}")
list(SORT symbols)

file(STRINGS ${EXPECTED} expected)
list(SORT expected)

if(NOT symbols STREQUAL expected)
    list(JOIN symbols "\n  " text)
    message(FATAL_ERROR "${LIBRARY} exports:\n  ${text}\nand ${EXPECTED} says otherwise.")
endif()
