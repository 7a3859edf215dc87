// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/policy/app_rules.h"
#include "core/policy/app_rules_lines.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array operationNames = {
    std::pair("sign_in", Operation::SignIn),
    std::pair("sign_out", Operation::SignOut),
    std::pair("token", Operation::Token),
    std::pair("identity", Operation::Identity),
    std::pair("events", Operation::Events),
    std::pair("role", Operation::Role),
    std::pair("elevation", Operation::Elevation),
    std::pair("emergency", Operation::Emergency),
};

constexpr std::array identityFields = {"person",
    "registrations",
    "assurance",
    "role",
    "roles",
    "organisations",
    "permissions",
    "elevation",
    "emergency"};

constexpr int mostRequestsPerSecond = 10'000; ///< Above it, a limit is a typing error.

/// Two rules that can both fit one and the same program, and name the same thing of it.
bool nameTheSame(const AppMatch& left, const AppMatch& right)
{
    const auto differ = [](const auto& a, const auto& b) {
        return !a.isEmpty() && !b.isEmpty() && a != b;
    };
    const auto equal = [](const auto& a, const auto& b) { return !a.isEmpty() && a == b; };
    if (differ(left.path, right.path) || differ(left.sha256, right.sha256)
        || differ(left.publisher, right.publisher) || differ(left.product, right.product))
        return false;
    return equal(left.path, right.path) || equal(left.sha256, right.sha256)
        || equal(left.publisher, right.publisher);
}

class Reader
{
public:
    Reader(QByteArrayView text, std::optional<QByteArrayList> knownAudiences)
        : m_lines(linesOf(text))
        , m_knownAudiences(std::move(knownAudiences))
    {
    }

    AppRulesReading read(const QJsonObject& file)
    {
        allowOnly(file, {}, {"$schema", "schema", "apps"});
        if (file["schema"_L1].toString() != u"lanyard.apps/1")
            problem(u"/schema"_s, u"schema must be \"lanyard.apps/1\""_s);
        if (!file["apps"_L1].isArray())
            problem(u"/apps"_s, u"apps must be a list"_s);
        const QJsonArray apps = file["apps"_L1].toArray();
        for (qsizetype i = 0; i < apps.size(); ++i) {
            const QString at = u"/apps/%1"_s.arg(i);
            const AppRule rule = readRule(apps[i].toObject(), at);
            refuseContradiction(rule, at);
            m_rules.append(rule);
        }
        std::stable_sort(m_problems.begin(), m_problems.end(), [](const auto& a, const auto& b) {
            return a.line < b.line;
        });
        if (!m_problems.isEmpty())
            return {{}, m_problems};
        return {{m_rules}, {}};
    }

private:
    void problem(const QString& at, const QString& text)
    {
        QString known = at; // What is missing is reported where it should have been.
        while (!m_lines.contains(known) && !known.isEmpty())
            known.truncate(known.lastIndexOf(u'/'));
        m_problems.append({m_lines.value(known, 0), text});
    }

    void allowOnly(const QJsonObject& object, const QString& at, const QStringList& names)
    {
        for (const QString& name : object.keys()) {
            if (!names.contains(name))
                problem(at + u'/' + name, u"\"%1\" is not known here"_s.arg(name));
        }
    }

    QString readString(const QJsonObject& object, const QString& at, const QString& name)
    {
        const QJsonValue value = object[name];
        if (!value.isUndefined() && (!value.isString() || value.toString().isEmpty()))
            problem(at + u'/' + name, u"\"%1\" must be a text that is not empty"_s.arg(name));
        return value.toString();
    }

    QByteArrayList readNames(const QJsonValue& value, const QString& at, const QString& what)
    {
        QByteArrayList names;
        bool isFine = value.isArray();
        for (const QJsonValue name : value.toArray()) {
            const QByteArray bytes = name.toString().toUtf8();
            isFine = isFine && !bytes.isEmpty() && !bytes.contains(' ') && !names.contains(bytes);
            names.append(bytes);
        }
        if (!isFine)
            problem(at, u"%1 must be a list of names, each once"_s.arg(what));
        return names;
    }

    AppRule readRule(const QJsonObject& app, const QString& at)
    {
        allowOnly(app,
            at,
            {"name",
                "description",
                "match",
                "operations",
                "audiences",
                "identity",
                "accept_script_host",
                "requests_per_second"});
        AppRule rule;
        rule.grant.name = readString(app, at, u"name"_s).toUtf8();
        static const QRegularExpression shape(u"^[a-z0-9][a-z0-9._-]{0,63}$"_s);
        if (!shape.match(QString::fromUtf8(rule.grant.name)).hasMatch())
            problem(at + u"/name"_s, u"name must be 1 to 64 of a-z 0-9 . _ -"_s);
        rule.match = readMatch(app["match"_L1].toObject(), at + u"/match"_s);
        rule.grant.operations = readOperations(app["operations"_L1], at + u"/operations"_s);
        rule.grant.audiences = readAudiences(app["audiences"_L1], at + u"/audiences"_s);
        rule.grant.identity = readIdentity(app["identity"_L1], at + u"/identity"_s);
        rule.grant.requestsPerSecond =
            readRate(app["requests_per_second"_L1], at + u"/requests_per_second"_s);
        const QJsonValue accept = app["accept_script_host"_L1];
        if (!accept.isUndefined() && !accept.isBool())
            problem(at + u"/accept_script_host"_s, u"accept_script_host must be true or false"_s);
        rule.acceptScriptHost = accept.toBool();
        return rule;
    }

    AppMatch readMatch(const QJsonObject& match, const QString& at)
    {
        allowOnly(match, at, {"path", "sha256", "publisher", "product"});
        AppMatch result;
        result.path = readString(match, at, u"path"_s);
        result.sha256 = readString(match, at, u"sha256"_s).toLower().toLatin1();
        result.publisher = readString(match, at, u"publisher"_s).toUtf8();
        result.product = readString(match, at, u"product"_s).toUtf8();
        static const QRegularExpression absolute(uR"(^(/|[A-Za-z]:[\\/]|\\\\))"_s);
        static const QRegularExpression digest(u"^[0-9a-f]{64}$"_s);
        if (!result.path.isEmpty() && !absolute.match(result.path).hasMatch())
            problem(at + u"/path"_s, u"path must be absolute"_s);
        if (!result.sha256.isEmpty()
            && !digest.match(QString::fromLatin1(result.sha256)).hasMatch())
            problem(at + u"/sha256"_s, u"sha256 must be 64 hexadecimal digits"_s);
        if (result.path.isEmpty() && result.sha256.isEmpty() && result.publisher.isEmpty())
            problem(at, u"match must name a path, a sha256 or a publisher"_s);
        return result;
    }

    Operations readOperations(const QJsonValue& value, const QString& at)
    {
        Operations operations;
        if (value.isUndefined())
            return operations;
        for (const QByteArray& name : readNames(value, at, u"operations"_s)) {
            const auto* const known = std::find_if(operationNames.begin(),
                operationNames.end(),
                [&name](const auto& row) { return name == row.first; });
            if (known == operationNames.end())
                problem(at, u"there is no operation \"%1\""_s.arg(QString::fromUtf8(name)));
            else
                operations |= known->second;
        }
        return operations;
    }

    QMap<QByteArray, QByteArrayList> readAudiences(const QJsonValue& value, const QString& at)
    {
        QMap<QByteArray, QByteArrayList> audiences;
        if (!value.isUndefined() && !value.isObject())
            problem(at, u"audiences must be an object: audience to list of scopes"_s);
        const QJsonObject object = value.toObject();
        for (const QString& name : object.keys()) {
            const QString here = at + u'/' + name;
            const QByteArrayList scopes = readNames(object[name], here, u"the scopes"_s);
            if (scopes.isEmpty() || (scopes.contains("*") && scopes.size() > 1))
                problem(here, u"name the scopes, or \"*\" alone for all that policy gives"_s);
            if (m_knownAudiences && !m_knownAudiences->contains(name.toUtf8()))
                problem(here, u"policy maps no audience \"%1\""_s.arg(name));
            audiences.insert(name.toUtf8(), scopes);
        }
        return audiences;
    }

    QByteArrayList readIdentity(const QJsonValue& value, const QString& at)
    {
        if (value.isUndefined())
            return {};
        QByteArrayList names = readNames(value, at, u"identity"_s);
        for (const QByteArray& name : std::as_const(names)) {
            if (std::find(identityFields.begin(), identityFields.end(), name)
                == identityFields.end())
                problem(at, u"an identity has no \"%1\""_s.arg(QString::fromUtf8(name)));
        }
        return names;
    }

    std::optional<int> readRate(const QJsonValue& value, const QString& at)
    {
        if (value.isUndefined())
            return std::nullopt;
        const int rate = value.toInt(-1);
        if (rate < 1 || rate > mostRequestsPerSecond)
            problem(at, u"requests_per_second must be a whole number, 1 to 10000"_s);
        return rate;
    }

    void refuseContradiction(const AppRule& rule, const QString& at)
    {
        const AppGrant& grant = rule.grant;
        if (grant.operations.testFlag(Operation::Token) == grant.audiences.isEmpty())
            problem(at, u"the operation \"token\" and audiences go together"_s);
        if (grant.operations.testFlag(Operation::Identity) && grant.identity.isEmpty())
            problem(at, u"the operation \"identity\" needs a list of what may be seen"_s);
        if (isScriptHost(rule.match.path) && !rule.acceptScriptHost)
            problem(at + u"/match/path"_s,
                u"it runs anybody's code; to grant it nevertheless, accept_script_host"_s);
        for (const AppRule& other : std::as_const(m_rules)) {
            if (other.grant.name == grant.name)
                problem(at + u"/name"_s,
                    u"there is another \"%1\""_s.arg(QString::fromUtf8(grant.name)));
            else if (nameTheSame(other.match, rule.match))
                problem(at + u"/match"_s,
                    u"\"%1\" already names this program"_s.arg(
                        QString::fromUtf8(other.grant.name)));
        }
    }

    QHash<QString, int> m_lines;
    std::optional<QByteArrayList> m_knownAudiences;
    QList<AppRule> m_rules;
    QList<AppProblem> m_problems;
};

/// Where Qt's parser stopped; 0 for what it does not mind.
int lineOfSyntaxError(QByteArrayView text)
{
    QJsonParseError error;
    std::ignore = QJsonDocument::fromJson(text.toByteArray(), &error);
    if (error.error == QJsonParseError::NoError)
        return 0;
    const auto before = text.first(std::min<qsizetype>(error.offset, text.size()));
    return static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
}

} // namespace

AppRulesReading readAppRules(
    QByteArrayView text, const std::optional<QByteArrayList>& knownAudiences)
{
    const auto file = parseJsonObject(text);
    if (!file)
        return {{}, {{lineOfSyntaxError(text), file.error().detail}}};
    return Reader(text, knownAudiences).read(*file);
}

} // namespace lanyard::policy
