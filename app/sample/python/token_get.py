# SPDX-License-Identifier: MIT
#
# python3 token_get.py AUDIENCE: says whether somebody is signed in, and gets a token. Python 3.6.
import ctypes
import json
import sys
from ctypes import POINTER, Structure, byref, c_char, c_char_p, c_int32, c_size_t, c_uint32, c_void_p


class TokenOptions(Structure):
    _fields_ = [("size", c_uint32), ("timeout_ms", c_uint32), ("min_valid_s", c_uint32), ("interactive", c_int32),
                ("audience", c_char_p), ("scope", c_char_p), ("context_id", c_char_p), ("correlation_id", c_char_p)]


class Error(Structure):
    _fields_ = [("size", c_uint32), ("status", c_int32), ("retry_after_ms", c_uint32), ("reserved", c_uint32),
                ("code", c_char * 40), ("reference", c_char * 64), ("message", c_char * 256)]


def load():
    if sys.platform != "win32":
        return ctypes.CDLL("liblanyard.so.1")
    import winreg  # Where the installer put the library for programs of this bitness.
    key = r"Software\Classes\CLSID\{6D0F0F5E-52F5-4B0C-9D07-0C3A7D6F4E14}\InprocServer32"
    return ctypes.WinDLL(winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, key))


lanyard = load()
lanyard.lanyard_client_open.argtypes = [POINTER(c_void_p)]
lanyard.lanyard_client_close.argtypes = [c_void_p]
lanyard.lanyard_client_close.restype = None
lanyard.lanyard_session_get.argtypes = [c_void_p, c_uint32, c_char_p, c_size_t, POINTER(c_size_t)]
lanyard.lanyard_token_get.argtypes = [c_void_p, POINTER(TokenOptions), c_char_p, c_size_t, POINTER(c_size_t), c_void_p]
lanyard.lanyard_last_error.argtypes = [c_void_p, POINTER(Error)]


def check(status):
    if status != 0:
        error = Error(size=ctypes.sizeof(Error))
        lanyard.lanyard_last_error(client, byref(error))
        words = [text.decode() for text in (error.code, error.message, error.reference)]
        sys.exit("{}: {} ({})".format(*words))  # Standard error, and exit code 1.


client = c_void_p()
if lanyard.lanyard_client_open(byref(client)) != 0:
    sys.exit(1)
session = ctypes.create_string_buffer(4096)
token = ctypes.create_string_buffer(16 * 1024)
needed = c_size_t()
try:
    check(lanyard.lanyard_session_get(client, 5000, session, len(session), None))
    print("State   ", json.loads(session.value)["state"])

    options = TokenOptions(size=ctypes.sizeof(TokenOptions), timeout_ms=5000, audience=sys.argv[1].encode())
    check(lanyard.lanyard_token_get(client, byref(options), token, len(token), byref(needed), None))
    print("Token   ", needed.value - 1, "characters")  # token.value; Authorization: Bearer <token>
finally:
    ctypes.memset(token, 0, len(token))
    lanyard.lanyard_client_close(client)
