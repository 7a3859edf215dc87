// SPDX-License-Identifier: MIT
#include "core/base/mailbox.h"
#include "core/net/proxy_question_win.h"
#include "core/net/proxy_settings.h"
#include "core/net/system_proxies.h"

#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <winhttp.h>

namespace lanyard::net {

namespace {

/// None: a kind of proxy that Qt does not speak.
std::optional<QNetworkProxy> routeOf(const ProxyFindings::Entry& entry)
{
    if (!entry.isProxy)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QString host = QString::fromStdWString(entry.host);
    if (entry.scheme == INTERNET_SCHEME_SOCKS)
        return QNetworkProxy(QNetworkProxy::Socks5Proxy, host, entry.port);
    if (entry.scheme == INTERNET_SCHEME_HTTP)
        return QNetworkProxy(QNetworkProxy::HttpProxy, host, entry.port);
    return {};
}

ProxySettings settingsOf(const ProxyFindings& findings)
{
    ProxySettings settings{.hasScript = findings.hasScript,
        .script = {},
        .person = {QString::fromStdWString(findings.list),
            QString::fromStdWString(findings.exceptions)},
        .machine = {QString::fromStdWString(findings.machineList),
            QString::fromStdWString(findings.machineExceptions)}};
    if (findings.isScriptHeard) {
        ProxyResolver::Routes routes;
        for (const auto& entry : findings.script) {
            if (const auto route = routeOf(entry))
                routes.append(*route);
        }
        settings.script = routes;
    }
    return settings;
}

/// Windows may take half a minute to say what it thinks of a script, so it has a thread, which
/// outlives this object rather than being waited for.
class Question
{
public:
    using Completion = std::function<void(Result<ProxyResolver::Answer>)>;

    Question(const QUrl& url, Completion done)
        : m_url(url)
        , m_done(std::move(done))
    {
        m_here->open();
        std::thread([this, here = m_here, text = url.toString(QUrl::FullyEncoded).toStdWString()] {
            // Closed before we go, so that `this` is here for whatever is taken out.
            here->put([this, findings = findProxies(text)] { finish(findings); });
        }).detach();
    }

    Q_DISABLE_COPY_MOVE(Question)

    ~Question() { m_here->close(); }

private:
    void finish(const ProxyFindings& findings)
    {
        auto answer = decideProxies(m_url, settingsOf(findings));
        std::exchange(m_done, nullptr)(std::move(answer)); // It may be the end of this object.
    }

    QUrl m_url;
    Completion m_done;
    std::shared_ptr<Mailbox> m_here = std::make_shared<Mailbox>();
};

} // namespace

Pending askSystemForProxies(
    const QUrl& url, std::function<void(Result<ProxyResolver::Answer>)> done)
{
    auto question = std::make_shared<Question>(url, std::move(done));
    return Pending([kept = std::move(question)]() mutable { kept.reset(); });
}

} // namespace lanyard::net
