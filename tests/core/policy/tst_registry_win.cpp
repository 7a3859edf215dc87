// SPDX-License-Identifier: MIT
#include "core/policy/registry_policy_source.h"
#include "core/policy/registry_win.h"
#include "tests/support/code_of.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::policy;
using namespace Qt::StringLiterals;

namespace {

const wchar_t* wide(const QString& text)
{
    return reinterpret_cast<const wchar_t*>(text.utf16());
}

} // namespace

/// In a key of its own under HKEY_CURRENT_USER, which is gone afterwards.
class TstRegistryWin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void readsWhatIsThere();
    void saysThatThereIsNoKey();
    void readsLongValues();
    void refusesTooMuch_data();
    void refusesTooMuch();
    void reportsValuesOfAWrongType();
    void noticesChanges_data();
    void noticesChanges();
    void noticesKeysThatComeAndGo();
    void keepsNoticing();

private:
    void make(const QString& below) const;
    void set(const QString& below, const QString& name, DWORD type, const QByteArray& data) const;

    void setNumber(const QString& below, const QString& name, int number) const
    {
        set(below,
            name,
            REG_DWORD,
            QByteArray(reinterpret_cast<const char*>(&number), sizeof number));
    }

    [[nodiscard]] QString key() const { return m_top + u"\\Policies\\Lanyard"_s; }

    QString m_top;
};

void TstRegistryWin::init()
{
    m_top = u"Software\\LanyardTest%1"_s.arg(QCoreApplication::applicationPid());
    HKEY made = nullptr;
    QCOMPARE(RegCreateKeyExW(HKEY_CURRENT_USER,
                 wide(m_top),
                 0,
                 nullptr,
                 REG_OPTION_VOLATILE,
                 KEY_ALL_ACCESS | KEY_WOW64_64KEY,
                 nullptr,
                 &made,
                 nullptr),
        ERROR_SUCCESS);
    RegCloseKey(made);
}

void TstRegistryWin::cleanup()
{
    RegDeleteTreeW(HKEY_CURRENT_USER, wide(m_top));
}

void TstRegistryWin::make(const QString& below) const
{
    HKEY made = nullptr;
    QCOMPARE(RegCreateKeyExW(HKEY_CURRENT_USER,
                 wide(m_top + below),
                 0,
                 nullptr,
                 REG_OPTION_VOLATILE,
                 KEY_ALL_ACCESS | KEY_WOW64_64KEY,
                 nullptr,
                 &made,
                 nullptr),
        ERROR_SUCCESS);
    RegCloseKey(made);
}

void TstRegistryWin::set(
    const QString& below, const QString& name, DWORD type, const QByteArray& data) const
{
    make(below);
    const OpenKey open(HKEY_CURRENT_USER, m_top + below, KEY_SET_VALUE);
    QVERIFY(open.isOpen());
    QCOMPARE(RegSetValueExW(open.get(),
                 wide(name),
                 0,
                 type,
                 reinterpret_cast<const BYTE*>(data.constData()),
                 static_cast<DWORD>(data.size())),
        ERROR_SUCCESS);
}

void TstRegistryWin::readsWhatIsThere()
{
    const QByteArray text(reinterpret_cast<const char*>(u"https://idp"), 24);
    setNumber(u"\\Policies\\Lanyard"_s, u"IdleLimitMinutes"_s, 7);
    set(u"\\Policies\\Lanyard\\Environments\\ward"_s, u"Issuer"_s, REG_SZ, text);

    const RegistryPolicySource source(
        u"Group Policy"_s, u"HKCU\\x"_s, [this] { return readRegistry(HKEY_CURRENT_USER, key()); });

    QVERIFY(!source.problem());
    QCOMPARE(source.tree().value(u"IdleLimitMinutes"_s).toInt(), 7);
    QCOMPARE(source.tree()[u"Environments"_s][u"ward"_s][u"Issuer"_s].toString(), u"https://idp"_s);
}

void TstRegistryWin::saysThatThereIsNoKey()
{
    const auto read = readRegistry(HKEY_CURRENT_USER, key());

    QVERIFY(read);
    QVERIFY(!*read);
}

void TstRegistryWin::readsLongValues()
{
    const QByteArray data(100'000, 'x');
    set(u"\\Policies\\Lanyard"_s, u"before"_s, REG_BINARY, "1");
    set(u"\\Policies\\Lanyard"_s, u"long"_s, REG_BINARY, data);
    set(u"\\Policies\\Lanyard"_s, u"long again"_s, REG_BINARY, data);

    const auto read = readRegistry(HKEY_CURRENT_USER, key());

    QVERIFY(read && *read);
    QCOMPARE((*read)->values.size(), 3);
    for (const RegistryValue& value : (*read)->values)
        QCOMPARE(value.data, value.name == u"before"_s ? QByteArray("1") : data);
}

void TstRegistryWin::refusesTooMuch_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("entries");
    QTest::addColumn<int>("depth");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("within the limits") << 10'000 << 4 << 3 << QByteArray();
    QTest::newRow("a byte too long") << 5'037 << 4 << 3 << QByteArray("registry.too_large");
    QTest::newRow("a value too many") << 10'000 << 3 << 3 << QByteArray("registry.too_large");
    QTest::newRow("a key too deep") << 10'000 << 4 << 2 << QByteArray("registry.too_large");
}

/// Two values of 6 bytes and 5000, and names of 32 bytes.
void TstRegistryWin::refusesTooMuch()
{
    QFETCH(const int, bytes);
    QFETCH(const int, entries);
    QFETCH(const int, depth);
    QFETCH(const QByteArray, code);
    set(u"\\Policies\\Lanyard"_s, u"large"_s, REG_BINARY, QByteArray(5000, 'x'));
    set(u"\\Policies\\Lanyard"_s, u"small"_s, REG_BINARY, "123456");
    make(u"\\Policies\\Lanyard\\abc\\def"_s);

    const auto read =
        readRegistry(HKEY_CURRENT_USER, key(), {.data = bytes, .entries = entries, .depth = depth});

    QCOMPARE(test::codeOf(read), code);
}

void TstRegistryWin::reportsValuesOfAWrongType()
{
    set(u"\\Policies\\Lanyard"_s, u"IdleLimitMinutes"_s, REG_SZ, QByteArray("7\0\0\0", 4));

    const RegistryPolicySource source(
        u"Group Policy"_s, u"HKCU\\x"_s, [this] { return readRegistry(HKEY_CURRENT_USER, key()); });

    QVERIFY(source.tree().value(u"IdleLimitMinutes"_s).isNull());
    QVERIFY(source.problem());
    QCOMPARE(source.problem()->code, "policy.registry_type");
    QCOMPARE(
        source.problem()->detail, u"HKCU\\x, IdleLimitMinutes: REG_SZ found, REG_DWORD expected"_s);
}

void TstRegistryWin::noticesChanges_data()
{
    QTest::addColumn<QString>("key");

    QTest::newRow("of the key itself") << u"\\Policies\\Lanyard"_s;
    QTest::newRow("of a new key below it") << u"\\Policies\\Lanyard\\Environments\\ward"_s;
}

void TstRegistryWin::noticesChanges()
{
    QFETCH(const QString, key);
    make(u"\\Policies\\Lanyard"_s);
    const RegistryWatch watch(HKEY_CURRENT_USER, this->key());
    QSignalSpy noticed(&watch, &RegistryWatch::noticed);

    setNumber(key, u"x"_s, 1);

    QVERIFY(noticed.wait());
}

void TstRegistryWin::noticesKeysThatComeAndGo()
{
    const RegistryWatch watch(HKEY_CURRENT_USER, key());
    QSignalSpy noticed(&watch, &RegistryWatch::noticed);

    make(u"\\Policies"_s);
    QVERIFY(noticed.wait());
    make(u"\\Policies\\Lanyard"_s);
    QVERIFY(noticed.wait());
    setNumber(u"\\Policies\\Lanyard"_s, u"x"_s, 1);
    QVERIFY(noticed.wait());
    QCOMPARE(RegDeleteTreeW(HKEY_CURRENT_USER, wide(key())), ERROR_SUCCESS);
    QVERIFY(noticed.wait());
    QVERIFY(!*readRegistry(HKEY_CURRENT_USER, key()));
    setNumber(u"\\Policies\\Lanyard"_s, u"x"_s, 1);
    QVERIFY(noticed.wait());
}

void TstRegistryWin::keepsNoticing()
{
    make(u"\\Policies\\Lanyard"_s);
    const RegistryWatch watch(HKEY_CURRENT_USER, key());
    QSignalSpy noticed(&watch, &RegistryWatch::noticed);

    for (int i = 0; i < 5; ++i) {
        setNumber(u"\\Policies\\Lanyard"_s, u"x"_s, i);
        QVERIFY(noticed.wait());
    }
}

QTEST_GUILESS_MAIN(TstRegistryWin)
#include "tst_registry_win.moc"
