// SPDX-License-Identifier: MIT
#include "app/admin/invocation.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::admin;
using namespace Qt::StringLiterals;

class TstInvocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsCommandsAndOptions();
    void refuses_data();
    void refuses();
    void answersInJsonEvenWhenAskedWrongly();
    void documentsEveryCommand();
};

void TstInvocation::readsCommandsAndOptions()
{
    const auto asked = readArguments({u"--json"_s,
        u"roles"_s,
        u"explain"_s,
        u"--claims"_s,
        u"a.json"_s,
        u"--role=7"_s,
        u"--config-dir"_s,
        u"/d"_s});

    QVERIFY(asked);
    QCOMPARE(asked->command, u"roles explain"_s);
    QVERIFY(asked->json);
    QCOMPARE(asked->claimsFile, u"a.json"_s);
    QCOMPARE(asked->roleId, u"7"_s);
    QCOMPARE(asked->configDirectory, u"/d"_s);
    QVERIFY(readArguments({u"--help"_s})->help);

    const auto templates = readArguments({u"policy"_s, u"templates"_s, u"/d"_s});
    QVERIFY(templates);
    QCOMPARE(templates->command, u"policy templates"_s);
    QCOMPARE(templates->templatesDirectory, u"/d"_s);
}

void TstInvocation::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("nothing") << QStringList();
    QTest::newRow("half a command") << QStringList{u"policy"_s};
    QTest::newRow("an unknown command") << QStringList{u"policy"_s, u"edit"_s};
    QTest::newRow("a word too many") << QStringList{u"diagnose"_s, u"now"_s};
    QTest::newRow("templates for nowhere") << QStringList{u"policy"_s, u"templates"_s};
    QTest::newRow("templates for two places")
        << QStringList{u"policy"_s, u"templates"_s, u"a"_s, u"b"_s};
    QTest::newRow("an unknown option") << QStringList{u"diagnose"_s, u"--fix"_s};
    QTest::newRow("an option without its value") << QStringList{u"diagnose"_s, u"--config-dir"_s};
    QTest::newRow("an empty directory") << QStringList{u"diagnose"_s, u"--config-dir="_s};
    QTest::newRow("explain without claims") << QStringList{u"roles"_s, u"explain"_s};
    QTest::newRow("claims elsewhere") << QStringList{u"diagnose"_s, u"--claims"_s, u"x"_s};
}

void TstInvocation::refuses()
{
    QFETCH(const QStringList, arguments);

    const auto asked = readArguments(arguments);

    QVERIFY(!asked);
    QCOMPARE(asked.error().code, "cli.usage");
}

void TstInvocation::answersInJsonEvenWhenAskedWrongly()
{
    QVERIFY(wantsJson({u"policy"_s, u"edit"_s, u"--json"_s}));
    QVERIFY(!wantsJson({u"policy"_s, u"edit"_s}));
}

void TstInvocation::documentsEveryCommand()
{
    for (const QString& command : {u"policy show"_s,
             u"policy check"_s,
             u"policy schema"_s,
             u"policy document"_s,
             u"apps check"_s,
             u"roles check"_s,
             u"roles explain"_s,
             u"diagnose"_s})
        QVERIFY2(usage().contains(u"  "_s + command), qPrintable(command));
}

QTEST_APPLESS_MAIN(TstInvocation)
#include "tst_invocation.moc"
