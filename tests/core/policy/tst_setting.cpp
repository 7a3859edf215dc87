// SPDX-License-Identifier: MIT
#include "core/policy/setting.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <cctype>

using namespace lanyard::policy;

namespace {

const char* titleOf(SettingScope scope)
{
    switch (scope) {
    case SettingScope::Machine:
        return "machine";
    case SettingScope::Environment:
        return "environment";
    case SettingScope::Audience:
        return "audience";
    }
    return "";
}

} // namespace

class TstSetting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isDeclaredSoundly_data();
    void isDeclaredSoundly();
    void hasDistinctNames();
};

void TstSetting::isDeclaredSoundly_data()
{
    QTest::addColumn<const Setting*>("setting");
    QTest::addColumn<SettingScope>("scope");

    const auto rows = [](std::span<const Setting> settings, SettingScope scope) {
        for (const Setting& setting : settings)
            QTest::addRow("%s of each %s", setting.name, titleOf(scope)) << &setting << scope;
    };
    rows(machineSettings(), SettingScope::Machine);
    rows(environmentSettings(), SettingScope::Environment);
    rows(audienceSettings(), SettingScope::Audience);
}

void TstSetting::isDeclaredSoundly()
{
    QFETCH(const Setting*, setting);
    QFETCH(const SettingScope, scope);

    const std::string_view name(setting->name);
    QVERIFY(std::isupper(static_cast<unsigned char>(name.front())) != 0);
    QVERIFY(std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0;
    }));
    QCOMPARE(setting->scope(), scope);
    QVERIFY(QString::fromLatin1(setting->description).endsWith(u'.'));
    QVERIFY(!setting->expected().isEmpty());
    if (setting->type == SettingType::Integer)
        QVERIFY(setting->minimum < setting->maximum);
    if (setting->necessity != Necessity::Required)
        QVERIFY(setting->accepts(toJson(setting->fallback)));
    if (setting->whenBad)
        QVERIFY(setting->accepts(toJson(*setting->whenBad)));
}

void TstSetting::hasDistinctNames()
{
    for (const auto settings : {machineSettings(), environmentSettings(), audienceSettings()}) {
        QSet<QString> names;
        for (const Setting& setting : settings)
            names.insert(QString::fromLatin1(setting.name).toLower());
        QCOMPARE(static_cast<std::size_t>(names.size()), settings.size());
    }
}

QTEST_APPLESS_MAIN(TstSetting)
#include "tst_setting.moc"
