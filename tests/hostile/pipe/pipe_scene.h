// SPDX-License-Identifier: MIT
#pragma once

#include "core/broker/broker.h"
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/broker_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/recording_trail.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <memory>

namespace lanyard::test {

inline QByteArray line(const QByteArray& method, const QByteArray& params = "{}", int id = 1)
{
    return R"({"jsonrpc":"2.0","id":)" + QByteArray::number(id) + R"(,"method":")" + method
        + R"(","params":)" + params + "}\n";
}

inline const QByteArray hello = line("agent.hello");
inline const QByteArray meds = line("token.get", R"({"audience":"meds"})");

inline QByteArray ownHash()
{
    QFile program(QCoreApplication::applicationFilePath());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return program.open(QIODevice::ReadOnly) && hash.addData(&program) ? hash.result().toHex()
                                                                       : QByteArray();
}

/// This test program is the app "tester"; the socket is real, the clock is not.
struct PipeScene {
    explicit PipeScene(const broker::Limits& limits = {})
        : broker({*listener, session, trail, clock, "0.1.0"}, limits)
    {
        policy::AppRule rule;
        rule.match.sha256 = ownHash();
        rule.grant.name = "tester";
        using enum policy::Operation;
        rule.grant.operations = SignIn | SignOut | Token | Identity | Events;
        rule.grant.audiences = {{"meds", {"meds.read"}}};
        rule.grant.identity = {"person"};
        broker.setRules({{rule}});
        session.enter("c-1");
        isListening = broker.listen(path).has_value();
    }

    [[nodiscard]] bool isAlive()
    {
        RawClient client(path);
        client.write(hello);
        return QTest::qWaitFor([&] {
            client.poll();
            return client.read.contains("\"result\"");
        });
    }

    static void pump()
    {
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents();
    }

    [[nodiscard]] QByteArray lastRefusal() const
    {
        const audit::Event* const event = trail.last(audit::Kind::PeerRefused);
        return event == nullptr ? QByteArray() : event->error->code;
    }

    PipeName name;
    QString path = name.path();
    FakeClock clock;
    RecordingTrail trail;
    BrokerSession session;
    std::unique_ptr<platform::PipeListener> listener = platform::makePipeListener();
    broker::Broker broker;
    bool isListening = false;
};

} // namespace lanyard::test
