// SPDX-License-Identifier: MIT
#include "core/base/handle_win.h"
#include "core/net/proxy_question_win.h"
#include "core/net/proxy_settings.h"
#include "core/net/system_proxies.h"

#include <QWinEventNotifier>

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
        , m_notifier(m_shared->event.get())
    {
        QObject::connect(
            &m_notifier, &QWinEventNotifier::activated, &m_notifier, [this] { finish(); });
        std::thread([shared = m_shared, text = url.toString(QUrl::FullyEncoded).toStdWString()] {
            shared->findings = findProxies(text);
            SetEvent(shared->event.get());
        }).detach();
    }

    Q_DISABLE_COPY_MOVE(Question)

    ~Question() { m_notifier.setEnabled(false); }

private:
    struct Shared {
        Handle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
        ProxyFindings findings; ///< To be read once the event is set.
    };

    void finish()
    {
        m_notifier.setEnabled(false);
        auto answer = decideProxies(m_url, settingsOf(m_shared->findings));
        std::exchange(m_done, nullptr)(std::move(answer)); // It may be the end of this object.
    }

    QUrl m_url;
    Completion m_done;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    QWinEventNotifier m_notifier;
};

} // namespace

Pending askSystemForProxies(
    const QUrl& url, std::function<void(Result<ProxyResolver::Answer>)> done)
{
    auto question = std::make_shared<Question>(url, std::move(done));
    return Pending([kept = std::move(question)]() mutable { kept.reset(); });
}

} // namespace lanyard::net
