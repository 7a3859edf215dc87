#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""built_files.py OBJDUMP VERSION FILE...: what Windows would see of each program that we built."""
import re
import subprocess
import sys

FLAGS = ("HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT")

# Libraries of Windows itself; everything else has to be inside. Lower case.
SYSTEM = {
    "advapi32.dll", "authz.dll", "bcrypt.dll", "comctl32.dll", "comdlg32.dll", "crypt32.dll",
    "d2d1.dll", "d3d11.dll", "d3d12.dll", "d3d9.dll", "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll",
    "gdi32.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll",
    "ncrypt.dll", "netapi32.dll", "ole32.dll", "oleaut32.dll", "rpcrt4.dll", "secur32.dll",
    "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll", "user32.dll", "userenv.dll",
    "uxtheme.dll", "version.dll", "wer.dll", "winscard.dll", "winhttp.dll", "winmm.dll", "winspool.drv",
    "wintrust.dll", "ws2_32.dll", "wtsapi32.dll", "api-ms-win-core-synch-l1-2-0.dll",
    "api-ms-win-core-winrt-l1-1-0.dll", "api-ms-win-core-winrt-string-l1-1-0.dll",
}

# Programs of ours that load libraries from System32 alone; a supplier's examples are not.
GUARDED = ("lanyard-agent.exe", "lanyard.exe", "lanyard-admin.exe", "lanyard-setup.exe")

WITHOUT_CODE = ("lanyard-events.dll",)

MANIFEST = (b"PerMonitorV2", b"longPathAware", b">UTF-8<", b'level="asInvoker"',
            b"8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a")


def problems(objdump, version, path):
    headers = subprocess.run([objdump, "-p", path], check=True, capture_output=True,
                             text=True).stdout
    wanted = FLAGS if "pei-x86-64" in headers else FLAGS[1:]
    characteristics = re.search(r"DllCharacteristics\s+\S+\n((?:\t\t\t\t\t.*\n)*)", headers)
    told = characteristics.group(1) if characteristics else ""
    yield from (f"is not linked with {flag}" for flag in wanted if flag not in told)

    imports = re.findall(r"DLL Name: (\S+)", headers)
    name = re.split(r"[\\/]", path)[-1]
    if not imports and name not in WITHOUT_CODE:
        yield "imports nothing: objdump was not understood"
    yield from (f"imports {name}" for name in imports if name.lower() not in SYSTEM
               and not (name == "lanyard.dll" and "example" in path))

    stamp = re.search(r"Time/Date\s+(.*)", headers).group(1)
    if "1970" not in stamp and "not set" not in stamp.lower():
        yield f"carries the time it was linked at ({stamp.strip()})"

    with open(path, "rb") as file:
        image = file.read()
    for text in ("VS_VERSION_INFO", "CompanyName", "OriginalFilename", "Lanyard", version, name):
        if text.encode("utf-16-le") not in image:
            yield f"has no {text} among its resources"
    searches = b"SetDefaultDllDirectories" in image
    if name in GUARDED and not searches:
        yield "does not confine where libraries are looked for"
    if name.endswith(".dll") and searches:
        yield "decides how other people's programs find libraries"
    if path.endswith(".exe"):
        yield from (f"has no {part.decode()} in its manifest" for part in MANIFEST
                    if part not in image)
        if b"\x89PNG\r\n" not in image:
            yield "has no icon"
    if path.endswith("lanyard-agent.exe") and b"Common-Controls" not in image:
        yield "has no common controls in its manifest"


def main():
    objdump, version, *paths = sys.argv[1:]
    found = [f"{path} {problem}" for path in paths for problem in problems(objdump, version, path)]
    print("\n".join(found) or f"{len(paths)} files are as they should be")
    return 1 if found or not paths else 0


sys.exit(main())
