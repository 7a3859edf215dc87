#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tables.py MSI VERSION: reads a finished package back, and says what is not as it should be.

What is looked at here is what Windows does with it and Wine does not, or what a tool could have put
in another order than it was written."""
import os
import re
import subprocess
import sys

GIVEN = {"ENVIRONMENT", "ISSUER", "CLIENTID", "REDIRECTURIS", "LIVE", "AUTOSTART", "NOLAUNCH"}

GUIDE = os.path.join(os.path.dirname(__file__), "../../docs/deploy.md")

LIBRARY = os.path.join(os.path.dirname(__file__), "../../app/client/com/lanyard.idl")

OF_32_BITS = {"Automation32"}

# Bits of a custom action's type.
INSTALLED, PACKED, SCRIPT, ROLLBACK, IGNORED, AS_SYSTEM = 18, 2, 1024, 256, 64, 2048

FULL = "(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
READ, CREATE_ONLY = "0x1200a9", "0x1200a6"  # The second: no listing, no reading.


def table(msi, name):
    """The rows of a table, each by its columns' names; without a table there are none."""
    export = subprocess.run(["msiinfo", "export", msi, name], capture_output=True, text=True)
    lines = export.stdout.replace("\r", "").split("\n")
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"))) for line in lines[3:] if line]


def by(rows, key):
    return {row[key]: row for row in rows}


def properties(msi, version):
    value = {name: row["Value"] for name, row in by(table(msi, "Property"), "Property").items()}
    for name, wanted in (("ProductVersion", version), ("ALLUSERS", "1"),
                         ("MSIRESTARTMANAGERCONTROL", "Disable"), ("REBOOT", "ReallySuppress"),
                         ("UpgradeCode", "{5B6C1B8E-6C0B-4E0A-9C53-0D2F4E1B7A90}")):
        if value.get(name) != wanted:
            yield f"{name} is {value.get(name)}"
    with open(GUIDE, encoding="utf-8") as file:
        guide = file.read()
    yield from (f"{name} is not in {GUIDE}" for name in GIVEN if f"| `{name}` |" not in guide)
    missing = GIVEN - set(value.get("SecureCustomProperties", "").split(";"))
    if missing:
        yield f"an administrator's {', '.join(sorted(missing))} would not reach the installation"


def order(msi):
    rows = by(table(msi, "InstallExecuteSequence"), "Action")
    at = {name: int(row["Sequence"]) for name, row in rows.items()}
    for first, then in (
            ("AppSearch", "RecallIssuer"), ("RecallIssuer", "LaunchConditions"),
            ("RecallLive", "DefaultLive"), ("RecallAutostart", "DefaultAutostart"),
            ("DefaultLive", "LaunchConditions"), ("DefaultAutostart", "LaunchConditions"),
            # Within the transaction, and before anything new: what fails later undoes it.
            ("InstallInitialize", "StartAgentsAgain"), ("StartAgentsAgain", "StopAgents"),
            # The old version's removal signs out whoever still runs.
            ("StopAgents", "InstallExecute"), ("InstallExecute", "RemoveExistingProducts"),
            ("RemoveExistingProducts", "ProcessComponents"), ("RemoveAgents", "RemoveFiles"),
            ("WriteRegistryValues", "StartAgents"),
            ("WriteRegistryValues", "LaunchAgents"), ("LaunchAgents", "InstallFinalize"),
            ("StartAgents", "InstallFinalize")):
        if not at.get(first, 10000) < at.get(then, -1):
            yield f"{first} does not come before {then}"
    for name in ("ForceReboot", "ScheduleReboot"):
        if name in at:
            yield f"{name} restarts the computer"
    if "NOT UPGRADINGPRODUCTCODE" not in rows["RemoveAgents"]["Condition"]:
        yield "an upgrade would sign people out"


def recalled(msi):
    """What was given to the first installation: a repair, which anybody may start, gives nothing."""
    rows = by(table(msi, "InstallExecuteSequence"), "Action")
    for name in ("Environment", "Issuer", "ClientId", "RedirectUris", "Live", "Autostart"):
        wanted = f"Installed OR (NOT {name.upper()} AND REMEMBERED{name.upper()})"
        if rows[f"Recall{name}"]["Condition"] != wanted:
            yield f"Recall{name} is done when {rows[f'Recall{name}']['Condition']}"
    # With a user interface the conditions are looked at before any default is set.
    for row in table(msi, "LaunchCondition"):
        for name in ("LIVE", "AUTOSTART"):
            if f'{name}="0"' in row["Condition"] and f"NOT {name} OR" not in row["Condition"]:
                yield f"without {name} a double click installs nothing"


def actions(msi):
    rows = by(table(msi, "CustomAction"), "Action")
    quiet = SCRIPT | IGNORED | AS_SYSTEM
    agent = ' --agent "[INSTALLDIR]lanyard-agent.exe"'
    for name, target, wanted, source in (
            ("StopAgents", "stop" + agent, quiet | PACKED, "SetupHelper"),
            ("StartAgentsAgain", "start" + agent, quiet | PACKED | ROLLBACK, "SetupHelper"),
            ("RemoveAgents", "remove", quiet | INSTALLED, "SetupExe"),
            ("StartAgents", "start", quiet | INSTALLED, "SetupExe"),
            ("LaunchAgents", "launch", quiet | INSTALLED, "SetupExe")):
        row = rows.get(name, {"Type": "0", "Source": "", "Target": ""})
        if (int(row["Type"]), row["Source"], row["Target"]) != (wanted, source, target):
            yield f"{name} is {row}"


def permissions(msi):
    rows = by(table(msi, "MsiLockPermissionsEx"), "LockObject")
    for folder, users in (("DataDir", f"(A;OICI;{READ};;;BU)"), ("AuditDir", f"(A;;{CREATE_ONLY};;;BU)"),
                          ("AuditHeadsDir", f"(A;;{CREATE_ONLY};;;BU)")):
        text = rows.get(folder, {"SDDLText": "nothing"})["SDDLText"]
        if text != f"O:BAG:SYD:P{FULL}{users}":
            yield f"{folder} is given {text}"
    made = {row["Directory_"] for row in table(msi, "CreateFolder")}
    yield from (f"{folder} is not made" for folder in rows if folder not in made)


def automation(msi):
    """Lanyard.Client, and every interface, as the type library has them, for both kinds of programs."""
    with open(LIBRARY, encoding="utf-8") as file:
        known = re.findall(r"uuid\(([-0-9a-f]{36})\)[^]]*\]\s*(library|interface|coclass) (\w+)", file.read())
    value = {(row["Component_"], row["Key"], row["Name"]): row["Value"]
             for row in table(msi, "Registry")}
    for component, dll in (("Client64", "[#Client64Dll]"), ("Automation32", "[#Client32Dll]")):
        for uuid, kind, name in known:
            id = "{" + uuid.upper() + "}"
            key, wanted = {
                "library": (f"TypeLib\\{id}\\1.0\\0\\win{component[-2:]}", dll),
                "interface": (f"Interface\\{id}", name),
                "coclass": (f"CLSID\\{id}\\InprocServer32", dll)}[kind]
            owner = "Client64" if kind == "library" else component
            if value.get((owner, f"Software\\Classes\\{key}", "")) != wanted:
                yield f"{component} does not register {kind} {name}"


def components(msi):
    for row in table(msi, "Component"):
        if bool(int(row["Attributes"]) & 256) == (row["Component"] in OF_32_BITS):
            yield f"{row['Component']} goes to the other part of Windows"
    rows = by(table(msi, "Component"), "Component")
    for name, wanted in (("Settings", "ISSUER"), ("Autostart", 'AUTOSTART="1"')):
        if rows[name]["Condition"] != wanted:
            yield f"{name} is installed when {rows[name]['Condition'] or 'ever'}"
    for name in ("ServiceInstall", "ServiceControl"):
        if table(msi, name):
            yield f"it has a service ({name})"


def event_log(msi):
    rows = {(row["Key"], row["Name"]): row["Value"] for row in table(msi, "Registry")}
    log = r"SYSTEM\CurrentControlSet\Services\EventLog\Lanyard"
    for key, name, wanted in (
            (log, "MaxSize", "#20971520"), (log, "Retention", "#0"), (log, "-", ""),
            (log + r"\Lanyard", "EventMessageFile", "[INSTALLDIR]lanyard-events.dll"),
            (log + r"\Lanyard", "TypesSupported", "#7")):
        if rows.get((key, name)) != wanted:
            yield f"{key} {name} is {rows.get((key, name))}"


def files(msi, version):
    """By what Windows decides whether a file that is there is replaced."""
    hashed = by(table(msi, "MsiFileHash"), "File_")
    for row in table(msi, "File"):
        if row["FileName"].endswith((".exe", ".dll")):
            if (row["Version"], row["Language"]) != (version + ".0", "2057"):
                yield f"{row['File']} would not replace an older {row['FileName']}"
        elif row["File"] not in hashed:
            yield f"{row['File']} would not replace another {row['FileName']}"


def main():
    msi, version = sys.argv[1:]
    found = [*properties(msi, version), *order(msi), *recalled(msi), *actions(msi), *permissions(msi),
             *automation(msi), *components(msi), *event_log(msi), *files(msi, version)]
    print("\n".join(found) or "the package is as it should be")
    return 1 if found else 0


sys.exit(main())
