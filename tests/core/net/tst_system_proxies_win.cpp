// SPDX-License-Identifier: MIT
#include "core/net/system_proxies.h"
#include "tests/support/net_fake_server.h"
#include "tests/support/under_wine.h"

#include <QTest>

#include <optional>

#include <windows.h>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

constexpr auto connections =
    L"Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";

constexpr auto valueName = L"DefaultConnectionSettings";

/// This person's Internet settings for one test; what was there comes back after it.
class InternetSettings
{
public:
    enum Flag : DWORD { Direct = 1, List = 2, Script = 4, Detect = 8 };

    InternetSettings(
        DWORD flags, const QByteArray& list, const QByteArray& exceptions, const QByteArray& script)
    {
        DWORD size = 0;
        if (RegGetValueW(HKEY_CURRENT_USER,
                connections,
                valueName,
                RRF_RT_REG_BINARY,
                nullptr,
                nullptr,
                &size)
            == ERROR_SUCCESS) {
            m_before.emplace(static_cast<qsizetype>(size), '\0');
            RegGetValueW(HKEY_CURRENT_USER,
                connections,
                valueName,
                RRF_RT_REG_BINARY,
                nullptr,
                m_before->data(),
                &size);
        }
        QByteArray value;
        const auto number = [&value](DWORD n) {
            value.append(reinterpret_cast<const char*>(&n), sizeof n);
        };
        number(0x46);
        number(1);
        number(flags);
        for (const QByteArray& text : {list, exceptions, script}) {
            number(static_cast<DWORD>(text.size()));
            value.append(text);
        }
        value.append(32, '\0');
        set(value);
    }

    ~InternetSettings()
    {
        if (m_before)
            set(*m_before);
        else
            RegDeleteKeyValueW(HKEY_CURRENT_USER, connections, valueName);
    }

    Q_DISABLE_COPY_MOVE(InternetSettings)

private:
    static void set(const QByteArray& value)
    {
        RegSetKeyValueW(HKEY_CURRENT_USER,
            connections,
            valueName,
            REG_BINARY,
            value.constData(),
            static_cast<DWORD>(value.size()));
    }

    std::optional<QByteArray> m_before;
};

/// What the system says of `url`: "http a:80 direct", with "?" after a second best.
struct Question {
    std::optional<Result<ProxyResolver::Answer>> heard;
    Pending pending;

    explicit Question(const QString& url = u"https://idp.example/"_s)
        : pending(askSystemForProxies(
            QUrl(url), [this](auto answer) { heard.emplace(std::move(answer)); }))
    {
    }

    [[nodiscard]] QString answer() const
    {
        if (!heard || !*heard)
            return heard ? QString::fromLatin1((*heard).error().code) : u"(nothing yet)"_s;
        QStringList words;
        for (const QNetworkProxy& route : (*heard)->routes) {
            if (route.type() == QNetworkProxy::NoProxy)
                words.append(u"direct"_s);
            else
                words.append(u"%1:%2"_s.arg(route.hostName()).arg(route.port()));
        }
        return words.join(u' ') + ((*heard)->isSecondBest ? u" ?"_s : QString());
    }
};

NetFakeServer::React script(const QByteArray& body)
{
    return NetFakeServer::saying(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

QByteArray addressOf(const NetFakeServer& server, const QByteArray& path)
{
    return "http://127.0.0.1:" + QByteArray::number(server.port()) + path;
}

} // namespace

class TstSystemProxies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsThePersonsList();
    void observesTheExceptions();
    void asksTheScript();
    void goesOnWithTheListWhereTheScriptIsNotToBeHad();
    void saysNothingOnceWithdrawnAndEndsWhileAScriptHangs();
};

void TstSystemProxies::readsThePersonsList()
{
    const InternetSettings settings(
        InternetSettings::Direct | InternetSettings::List, "http=a:80;https=b:8443", "<local>", "");

    const Question question;

    QVERIFY(!question.heard);
    QTRY_COMPARE(question.answer(), u"b:8443"_s);
}

void TstSystemProxies::observesTheExceptions()
{
    const InternetSettings settings(
        InternetSettings::Direct | InternetSettings::List, "a:80", "*.example;<local>", "");

    const Question question;

    QTRY_COMPARE(question.answer(), u"direct"_s);
}

void TstSystemProxies::asksTheScript()
{
    if (isUnderWine())
        QSKIP("Wine 8 has no WinHttpCreateProxyResolver");
    const NetFakeServer server(script("function FindProxyForURL(url, host) {"
                                      " return host == 'idp.example' ? 'PROXY p:8080; DIRECT'"
                                      " : 'DIRECT'; }"));
    const InternetSettings settings(
        InternetSettings::Direct | InternetSettings::List | InternetSettings::Script,
        "a:80",
        "",
        addressOf(server, "/asked.pac"));

    const Question question;

    QTRY_VERIFY_WITH_TIMEOUT(question.heard, 20'000);
    QVERIFY2(question.answer().startsWith(u"p:8080"), qPrintable(question.answer()));
    QVERIFY(!(*question.heard)->isSecondBest);
    QVERIFY(!server.requests().isEmpty());
}

void TstSystemProxies::goesOnWithTheListWhereTheScriptIsNotToBeHad()
{
    const NetFakeServer server(
        NetFakeServer::saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    const InternetSettings settings(
        InternetSettings::Direct | InternetSettings::List | InternetSettings::Script,
        "a:80",
        "",
        addressOf(server, "/absent.pac"));

    const Question question;

    QTRY_COMPARE_WITH_TIMEOUT(question.answer(), u"a:80 ?"_s, 20'000); // P63
}

void TstSystemProxies::saysNothingOnceWithdrawnAndEndsWhileAScriptHangs()
{
    if (isUnderWine())
        QSKIP("Wine 8 has no WinHttpCreateProxyResolver");
    const NetFakeServer server([](QTcpSocket&, const QByteArray&) {});
    const InternetSettings settings(InternetSettings::Direct | InternetSettings::Script,
        "",
        "",
        addressOf(server, "/hang.pac"));
    auto question = std::make_optional<Question>();
    QTRY_VERIFY_WITH_TIMEOUT(!server.requests().isEmpty(), 20'000);

    question->pending = {};

    QCoreApplication::processEvents(); // P63: the thread is left behind, and the process ends.
    QVERIFY(!question->heard);
}

QTEST_GUILESS_MAIN(TstSystemProxies)
#include "tst_system_proxies_win.moc"
