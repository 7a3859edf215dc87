// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/broker/broker.h"
#include "tests/support/broker_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_pipe.h"
#include "tests/support/recording_trail.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace lanyard::test {

/// A broker with everything around it, and one app that policy knows: /opt/ward/ward.
struct BrokerScene {
    explicit BrokerScene(const broker::Limits& limits = {})
        : broker({listener, session, trail, clock, "0.1.0"}, limits)
    {
        broker.setRules(rules());
    }

    [[nodiscard]] static policy::AppRules rules()
    {
        policy::AppRule ward;
        ward.match.path = "/opt/ward/ward";
        ward.grant.name = "ward";
        using enum policy::Operation;
        ward.grant.operations =
            SignIn | SignOut | Token | Identity | Events | Role | Elevation | Emergency;
        ward.grant.audiences = {{"meds", {"meds.read", "meds.write"}}, {"spine", {"*"}}};
        ward.grant.identity = {"person", "permissions", "emergency"};
        policy::AppRule quiet;
        quiet.match.path = "/opt/quiet/quiet";
        quiet.grant.name = "quiet";
        quiet.grant.operations = Token;
        quiet.grant.audiences = {{"meds", {"meds.read"}}};
        return {{ward, quiet}};
    }

    /// Queued calls, and what they queue.
    static void settle()
    {
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
    }

    /// Sends one request and gives the one answer to it so far, or an empty object.
    [[nodiscard]] static QJsonObject ask(FakePipe& pipe,
        const QByteArray& method,
        const QByteArray& params = "{}",
        const QByteArray& id = "1")
    {
        pipe.write(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":)"
            + params + "}\n");
        return answer(pipe);
    }

    [[nodiscard]] static QJsonObject answer(FakePipe& pipe)
    {
        const QByteArrayList lines = pipe.takeLines();
        return lines.size() == 1 ? parseJsonObject(lines.first()).value_or(QJsonObject())
                                 : QJsonObject();
    }

    [[nodiscard]] static QString codeOf(const QJsonObject& answer)
    {
        return answer[u"error"][u"data"][u"code"].toString();
    }

    [[nodiscard]] static QString causeOf(const QJsonObject& answer)
    {
        return answer[u"error"][u"data"][u"cause"].toString();
    }

    FakeClock clock;
    RecordingTrail trail;
    BrokerSession session;
    FakeListener listener;
    broker::Broker broker;
};

} // namespace lanyard::test
