// SPDX-License-Identifier: MIT
#include "core/policy/policy_checks.h"

#include "core/policy/setting_checks.h"

#include <QUrl>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

// From here up Linux hands ports to whoever asks (Windows: from 49152), so that a fixed redirect
// port would sometimes be taken.
constexpr int firstEphemeralPort = 32768;

/// CIS2's production host (all environments share the path below it).
constexpr auto cis2LiveHost = "am.nhsidentity.spineservices.nhs.uk";

/// The NHS API platform's.
constexpr auto platformLiveHost = "api.service.nhs.uk";

class Checker
{
public:
    Checker(Environment& environment, Findings& findings)
        : m_environment(environment)
        , m_findings(findings)
    {
    }

    void clientAuthentication()
    {
        const bool usesKey =
            m_environment.clientAuthentication == ClientAuthentication::PrivateKeyJwt;
        const bool usesSecret =
            m_environment.clientAuthentication == ClientAuthentication::ClientSecretPost;
        if (usesKey && m_environment.clientKeyFile.isEmpty())
            refuse("ClientAuthentication", u"private_key_jwt needs ClientKeyFile"_s);
        if (usesKey && m_environment.clientKeyId.isEmpty())
            refuse("ClientAuthentication", u"private_key_jwt needs ClientKeyId"_s);
        if (usesSecret && m_environment.clientSecretFile.isEmpty())
            refuse("ClientAuthentication", u"client_secret_post needs ClientSecretFile"_s);
        if (!usesKey && !m_environment.clientKeyFile.isEmpty())
            contradict("ClientKeyFile", u"ClientAuthentication does not use it"_s);
        if (!usesSecret && !m_environment.clientSecretFile.isEmpty())
            contradict("ClientSecretFile", u"ClientAuthentication does not use it"_s);
    }

    void liveHost()
    {
        const QUrl issuer(QString::fromLatin1(m_environment.issuer));
        if (m_environment.live || issuer.host() != QLatin1String(cis2LiveHost))
            return;
        m_environment.live = true;
        contradict("Live", u"the issuer is CIS2's live one, so this counts as true"_s);
    }

    void ports()
    {
        for (const QByteArray& uri : std::as_const(m_environment.redirectUris)) {
            const auto port = redirectPort(QString::fromLatin1(uri));
            if (port && *port >= firstEphemeralPort)
                m_findings.problems.add("policy.ephemeral_port",
                    u"%1: port %2 is one that any program may be given"_s.arg(
                        named("RedirectUris"), QString::number(*port)));
        }
    }

    /// The platform's token endpoint, the key and its name are needed; scopes it gives itself, by
    /// how the person authenticated.
    void nhsApi(const QByteArray& name, const Audience& audience)
    {
        const bool isIt = audience.method == AudienceMethod::NhsApi;
        const bool isComplete = !audience.tokenUrl.isEmpty() && !audience.clientId.isEmpty()
            && !audience.clientKeyFile.isEmpty() && !audience.clientKeyId.isEmpty();
        const QByteArray prefix = "Audiences." + name + '.';
        if (isIt && !isComplete) {
            m_environment.audiences.remove(name);
            contradict(prefix + "Method",
                u"the method nhs_api needs TokenUrl, ClientId, ClientKeyFile and ClientKeyId; "
                u"nobody gets "
                "this audience"_s);
        }
        if (isIt && isComplete && !audience.scope.isEmpty()) {
            m_environment.audiences[name].scope.clear();
            contradict(prefix + "Scope", u"the method nhs_api does not use it"_s);
        }
        if (!isIt && !audience.tokenUrl.isEmpty())
            contradict(prefix + "TokenUrl", u"the method does not use it"_s);
    }

    /// The platform's live host makes an exchange a live one, whatever the profile says.
    [[nodiscard]] bool isLiveExchange(const Audience& audience) const
    {
        if (audience.method == AudienceMethod::NhsApi)
            return m_environment.live
                || QUrl(QString::fromLatin1(audience.tokenUrl)).host()
                == QLatin1String(platformLiveHost);
        return audience.method == AudienceMethod::Exchange && m_environment.live;
    }

    void audiences()
    {
        for (const QByteArray& name : m_environment.audiences.keys()) {
            const Audience audience = m_environment.audiences.value(name);
            const QString prefix = u"Audiences.%1.Method"_s.arg(QString::fromLatin1(name));
            const QByteArray setting = prefix.toLatin1();
            if (audience.method == AudienceMethod::Scope && audience.scope.isEmpty()) {
                m_environment.audiences.remove(name);
                contradict(setting, u"the method scope needs Scope; nobody gets this audience"_s);
            }
            nhsApi(name, audience);
            if (isLiveExchange(audience) && !m_environment.directExemption) {
                m_environment.audiences.remove(name);
                const QString why =
                    u"a live environment does not exchange tokens on the desktop; nobody gets "
                    "this audience"_s;
                m_findings.problems.add(
                    "policy.live_exchange", u"%1: %2"_s.arg(shownName(named(setting)), why));
                m_findings.mark(named(setting), why);
            }
        }
    }

private:
    [[nodiscard]] QString named(const QByteArray& setting) const
    {
        return u"Environments.%1.%2"_s.arg(m_environment.name, QString::fromLatin1(setting));
    }

    void contradict(const QByteArray& setting, const QString& why)
    {
        m_findings.problems.add(
            "policy.contradictory", u"%1: %2"_s.arg(shownName(named(setting)), why));
        m_findings.mark(named(setting), why);
    }

    void refuse(const QByteArray& setting, const QString& why)
    {
        contradict(setting, why);
        if (m_environment.unusable.isEmpty())
            m_environment.unusable = u"%1: %2"_s.arg(named(setting), why);
    }

    Environment& m_environment;
    Findings& m_findings;
};

} // namespace

void checkEnvironment(Environment& environment, Findings& findings)
{
    Checker checker(environment, findings);
    checker.clientAuthentication();
    checker.liveHost(); // Before the audiences, which are stricter in a live environment.
    checker.ports();
    checker.audiences();
}

void checkLimits(Policy& policy, Findings& findings)
{
    if (policy.idleLimit <= policy.absoluteLimit)
        return;
    policy.idleLimit = policy.absoluteLimit;
    const QString why = u"longer than AbsoluteLimitMinutes, which is in force instead"_s;
    findings.problems.add("policy.contradictory", u"IdleLimitMinutes: "_s + why);
    findings.mark(u"IdleLimitMinutes"_s, why);
}

void checkEmergency(Policy& policy, Findings& findings)
{
    if (!policy.emergency.isAllowed || !policy.emergency.reasons.isEmpty())
        return;
    policy.emergency.isAllowed = false;
    const QString why = u"needs EmergencyReasonCodes; it is off"_s;
    findings.problems.add("policy.contradictory", u"EmergencyAccess: "_s + why);
    findings.mark(u"EmergencyAccess"_s, why);
}

} // namespace lanyard::policy
