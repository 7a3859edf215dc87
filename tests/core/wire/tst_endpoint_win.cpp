// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"

#include <QTest>

#include <algorithm>

#include <windows.h>

using namespace lanyard::wire;

class TstEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { init(); }

    void isNamedAtRandom();
    void isFoundOncePublished();
    void isNoPipeOfAnotherName();
    void isWithdrawnByItsOwnAgentAlone();
    void isGoneWithTheLogon();

private:
    static QString keyPath()
    {
        DWORD session = 0;
        ProcessIdToSessionId(GetCurrentProcessId(), &session);
        return QStringLiteral("Software\\Lanyard\\Sessions\\%1").arg(session);
    }
};

void TstEndpoint::init()
{
    if (const auto left = agentEndpoint())
        withdrawAgentEndpoint(*left);
    QVERIFY(!agentEndpoint());
}

void TstEndpoint::isNamedAtRandom()
{
    const auto one = newAgentEndpoint();
    const auto other = newAgentEndpoint();

    QVERIFY(one && other);
    QVERIFY(*one != *other);
    const std::string start = R"(\\.\pipe\lanyard-)";
    QVERIFY(one->starts_with(start));
    QCOMPARE(one->size(), start.size() + 32); // 128 bits.
}

void TstEndpoint::isFoundOncePublished()
{
    const auto name = newAgentEndpoint();

    QVERIFY(publishAgentEndpoint(*name));

    QVERIFY(agentEndpoint() == name);
}

void TstEndpoint::isNoPipeOfAnotherName()
{
    const std::string ours = *newAgentEndpoint();
    for (const std::string& name : {std::string(R"(\\another-computer\pipe\lanyard-1)"),
             std::string(R"(C:\Users\Public\file)"),
             std::string(R"(\\.\pipe\lanyard-\..\..\UNC\another-computer\share\file)"),
             std::string(R"(\\.\pipe\lanyard-)"),
             ours + "0",
             ours.substr(0, ours.size() - 1),
             ours.substr(0, ours.size() - 1) + "g",
             ours.substr(0, ours.size() - 3) + R"(\..)"}) {
        QVERIFY(publishAgentEndpoint(name));
        QVERIFY2(!agentEndpoint(), name.c_str());
        withdrawAgentEndpoint(name);
    }
}

void TstEndpoint::isWithdrawnByItsOwnAgentAlone()
{
    const auto old = newAgentEndpoint();
    const auto name = newAgentEndpoint();
    QVERIFY(publishAgentEndpoint(*name));

    withdrawAgentEndpoint(*old); // Of an agent that ends after the next one has begun.
    QVERIFY(agentEndpoint() == name);

    withdrawAgentEndpoint(*name);
    QVERIFY(!agentEndpoint());
}

/// A name that outlived its logon could be taken by another program.
void TstEndpoint::isGoneWithTheLogon()
{
    QVERIFY(publishAgentEndpoint(*newAgentEndpoint()));
    HKEY key = nullptr;
    QCOMPARE(RegOpenKeyExW(HKEY_CURRENT_USER,
                 reinterpret_cast<const wchar_t*>(keyPath().utf16()),
                 0,
                 KEY_CREATE_SUB_KEY,
                 &key),
        ERROR_SUCCESS);

    // Only a volatile key refuses a lasting one beneath it.
    HKEY lasting = nullptr;
    const LSTATUS made = RegCreateKeyExW(
        key, L"lasting", 0, nullptr, REG_OPTION_NON_VOLATILE, KEY_READ, nullptr, &lasting, nullptr);
    RegCloseKey(key);

    QCOMPARE(made, ERROR_CHILD_MUST_BE_VOLATILE);
}

QTEST_APPLESS_MAIN(TstEndpoint)
#include "tst_endpoint_win.moc"
