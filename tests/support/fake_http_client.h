// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/form.h"
#include "core/net/http_client.h"

#include <QList>
#include <QMap>
#include <QTest>

#include <memory>
#include <optional>
#include <utility>

namespace lanyard::test {

/// What the code under test must ask. Only what is set is compared, but for the parameters of the
/// form in `absent`, which must not be there.
struct Want {
    QByteArray url; ///< Encoded, with port and query. Required.
    QMap<QByteArray, QByteArray> form = {}; ///< Not empty: a POST with these parameters.
    QByteArrayList absent = {};
    QByteArray bearer = {};
    QMap<QByteArray, QByteArray> headers = {};
};

/// What it is answered.
struct HttpAnswer {
    int status = 200;
    QByteArray body = {};
    QByteArray type = "application/json";
    QMap<QByteArray, QByteArray> headers = {}; ///< Names in lower case.
    std::optional<Error> error = std::nullopt; ///< Instead of all that.
    Milliseconds delay{0}; ///< Negative: never.
};

/// A network of prepared answers. Each address has a queue of them; a question that is not wanted,
/// or not as wanted, fails the running test and names the parameter.
class FakeHttpClient final : public net::HttpClient
{
public:
    struct Asked {
        QByteArray url;
        Form form;
        QByteArray bearer;
        QHash<QByteArray, QByteArray> headers;
    };

    explicit FakeHttpClient(Clock& clock)
        : m_clock(clock)
    {
    }

    void expect(Want want, HttpAnswer answer)
    {
        auto& queue = m_queues[want.url];
        queue.append({std::move(want), std::move(answer)});
    }

    Pending send(net::HttpRequest request, Milliseconds patience, Completion done) override
    {
        const Asked asked{request.url.toEncoded(),
            parseForm(request.form.view()).value_or(Form()),
            request.bearer.view().toByteArray(),
            request.headers};
        m_asked.append(asked);
        auto& queue = m_queues[asked.url];
        if (queue.isEmpty()) {
            complain("nobody expected a request to " + asked.url);
            return {};
        }
        const auto [want, answer] = queue.takeFirst();
        compare(want, asked, !request.form.isEmpty());
        if (answer.delay < Milliseconds{0} || answer.delay > patience)
            return m_clock.after(patience,
                [done = std::move(done)] { done(fail(Fault::TimedOut, "http.timed_out")); });
        return m_clock.after(
            answer.delay, [reply = answer, done = std::move(done)] { done(replyOf(reply)); });
    }

    [[nodiscard]] const QList<Asked>& asked() const { return m_asked; }

    [[nodiscard]] int askedFor(const QByteArray& url) const
    {
        return static_cast<int>(std::count_if(m_asked.begin(),
            m_asked.end(),
            [&url](const Asked& asked) { return asked.url == url; }));
    }

    /// How many prepared answers nobody asked for.
    [[nodiscard]] qsizetype unasked() const
    {
        qsizetype count = 0;
        for (const auto& queue : m_queues)
            count += queue.size();
        return count;
    }

private:
    static Result<net::HttpReply> replyOf(const HttpAnswer& answer)
    {
        if (answer.error)
            return tl::unexpected(*answer.error);
        net::HttpReply reply;
        reply.status = answer.status;
        reply.body = Secret(answer.body);
        reply.headers.insert("content-type", answer.type);
        for (auto header = answer.headers.begin(); header != answer.headers.end(); ++header)
            reply.headers.insert(header.key(), header.value());
        return reply;
    }

    static void compare(const Want& want, const Asked& asked, bool isPost)
    {
        if (isPost != !want.form.isEmpty())
            complain(asked.url + ": the wrong method");
        for (auto field = want.form.begin(); field != want.form.end(); ++field) {
            if (asked.form.value(field.key()) != field.value())
                complain(asked.url + ": parameter " + field.key() + " is \""
                    + asked.form.value(field.key()) + "\", wanted \"" + field.value() + '"');
        }
        for (const QByteArray& name : want.absent) {
            if (asked.form.contains(name))
                complain(asked.url + ": parameter " + name + " is there");
        }
        for (auto header = want.headers.begin(); header != want.headers.end(); ++header) {
            if (asked.headers.value(header.key()) != header.value())
                complain(asked.url + ": header " + header.key() + " is \""
                    + asked.headers.value(header.key()) + '"');
        }
        if (!want.bearer.isEmpty() && asked.bearer != want.bearer)
            complain(asked.url + ": the bearer token is another");
    }

    static void complain(const QByteArray& what)
    {
        QTest::qFail(what.constData(), __FILE__, __LINE__);
    }

    Clock& m_clock;
    QMap<QByteArray, QList<std::pair<Want, HttpAnswer>>> m_queues;
    QList<Asked> m_asked;
};

} // namespace lanyard::test
