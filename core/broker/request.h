// SPDX-License-Identifier: MIT
#pragma once

/// One line of the protocol, read (JSON-RPC 2.0 §4). Pure.

#include "core/broker/refusal.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <variant>

namespace lanyard::broker {

struct Request {
    QJsonValue id; ///< A string or a number; undefined in a notification, which gets no answer.
    QByteArray method;
    QJsonObject params;

    [[nodiscard]] bool isNotification() const { return id.isUndefined(); }
};

/// A line that is no request. `id` is null unless it could be told.
struct BadLine {
    QJsonValue id = QJsonValue::Null;
    Refusal refusal;
};

/// Reads a line without its ending. Unknown members are ignored; a batch is refused.
[[nodiscard]] std::variant<Request, BadLine> readRequest(QByteArrayView line);

/// Two requests with one id could not be told apart.
[[nodiscard]] QByteArray keyOf(const QJsonValue& id);

/// What a request may ask for, read with its limits. The first mistake is kept, and what is read
/// after it is a default: read everything, then look at mistake().
class Params
{
public:
    explicit Params(QJsonObject params)
        : m_params(std::move(params))
    {
    }

    /// At most `most` printable ASCII characters; empty when absent or null.
    [[nodiscard]] QByteArray word(const QString& name, qsizetype most);
    /// At most `most` characters of any script, on one line.
    [[nodiscard]] QString sentence(const QString& name, qsizetype most);
    /// A whole number from 0; `otherwise` when absent or null.
    [[nodiscard]] qint64 number(const QString& name, qint64 otherwise);
    [[nodiscard]] bool has(const QString& name) const;
    [[nodiscard]] bool flag(const QString& name);
    [[nodiscard]] QByteArrayList words(const QString& name);

    /// `timeout_ms`: at most five minutes, however much more was asked for.
    [[nodiscard]] Milliseconds timeout(Milliseconds otherwise);

    [[nodiscard]] const std::optional<Refusal>& mistake() const { return m_mistake; }

    static constexpr Milliseconds longestTimeout = std::chrono::minutes{5};
    static constexpr qint64 largestNumber = 1'000'000'000'000; ///< Above any time in use.

private:
    [[nodiscard]] QJsonValue value(const QString& name) const;
    void complain(const QString& name, const QString& what);

    QJsonObject m_params;
    std::optional<Refusal> m_mistake;
};

} // namespace lanyard::broker
