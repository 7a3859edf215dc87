// SPDX-License-Identifier: MIT
#include "core/policy/policy_document.h"
#include "core/policy/setting.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace lanyard::policy;
using namespace Qt::StringLiterals;

namespace {

QByteArray committed(const QString& path)
{
    QFile file(QStringLiteral(LANYARD_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TstPolicyDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWhatTheSchemaFileHolds();
    void isWhatTheDocumentHolds();
    void coversEverySetting();
};

// When one of these fails:  lanyard-admin policy schema > resources/schemas/policy.schema.json
void TstPolicyDocument::isWhatTheSchemaFileHolds()
{
    QCOMPARE(committed(u"resources/schemas/policy.schema.json"_s),
        QJsonDocument(policySchema()).toJson());
}

// ... or replace the tables of docs/policy.md by what `lanyard-admin policy document` prints.
void TstPolicyDocument::isWhatTheDocumentHolds()
{
    QVERIFY(committed(u"docs/policy.md"_s).contains(policyDocument()));
}

void TstPolicyDocument::coversEverySetting()
{
    const QByteArray schema = QJsonDocument(policySchema()).toJson();
    const QByteArray document = policyDocument();

    for (const auto settings : {machineSettings(), environmentSettings(), audienceSettings()}) {
        for (const Setting& setting : settings) {
            QVERIFY2(schema.contains("\"" + QByteArray(setting.name) + "\""), setting.name);
            QVERIFY2(document.contains("**" + QByteArray(setting.name) + "**"), setting.name);
        }
    }
}

QTEST_APPLESS_MAIN(TstPolicyDocument)
#include "tst_policy_document.moc"
