// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace lanyard::test {

/// A name for a pipe of the test's own, in the system's form.
class PipeName
{
public:
    PipeName();

    [[nodiscard]] QString path() const { return m_path; }

    [[nodiscard]] QString folder() const { return m_folder.path(); } ///< Linux: what it lies in.

private:
    QTemporaryDir m_folder;
    QString m_path;
};

/// A program that talks to the agent's pipe with nothing but system calls. Never blocks.
class RawClient
{
public:
    explicit RawClient(const QString& path);
    RawClient(RawClient&& other) noexcept;
    RawClient& operator=(RawClient&& other) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient();

    /// How many bytes the system took; 0 while it takes none, -1 once the agent has closed.
    qsizetype write(const QByteArray& bytes);

    /// Reads what is there into `read`; sets `isClosed` at the end.
    void poll();

    void close();

    int error = 0; ///< Why it could not connect: errno, or Windows' number.
    QByteArray read;
    bool isClosed = false;

private:
    struct Wiring;
    std::unique_ptr<Wiring> m_wiring; ///< Null once closed.
};

} // namespace lanyard::test
