// SPDX-License-Identifier: MIT
#pragma once

/// Starts scripted-agent (scripted_agent.cpp) as the agent of a login session of the test's own,
/// and gives it its script. Link lanyard_scripted_agent.

#include <QByteArray>
#include <QByteArrayList>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace lanyard::testing {

/// A login session for this process and those it starts, or what comes nearest: on Linux a runtime
/// folder of its own, on Windows the session there is, whose agent this is. One at a time.
class OwnLogin
{
public:
    OwnLogin();
    ~OwnLogin();
    Q_DISABLE_COPY_MOVE(OwnLogin)

    [[nodiscard]] QString path() const { return m_folder.path(); }

    [[nodiscard]] QString socketFolder() const { return m_folder.filePath("lanyard-test"); }

    [[nodiscard]] QString pipe() const { return m_pipe; }

private:
    QTemporaryDir m_folder;
    QString m_pipe;
};

/// From here on, as a program that has not said otherwise: Qt has. Windows has no such signal.
void dieOfBrokenPipes();

class ScriptedAgent
{
public:
    static constexpr int patience = 20'000; ///< Milliseconds; only a broken test waits as long.

    /// `program` is another file to run in its place; `arguments` follow the socket's path.
    explicit ScriptedAgent(const OwnLogin& login,
        const QString& program = QStringLiteral(LANYARD_SCRIPTED_AGENT),
        const QStringList& arguments = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, QStringList(login.pipe()) + arguments);
        m_isReady = word() == "ready";
    }

    ~ScriptedAgent() { kill(); }
    Q_DISABLE_COPY_MOVE(ScriptedAgent)

    [[nodiscard]] bool isReady() const { return m_isReady; }

    /// Adds to the script. It is performed while the test goes on.
    void play(const QByteArrayList& script)
    {
        m_process.write(script.join('\n') + '\n');
        m_process.waitForBytesWritten(patience);
    }

    /// accept, read, `answer`: one request on a connection of its own.
    void playOnce(const QByteArray& answer) { play({"accept", "read", answer}); }

    /// The next thing it says, waited for; empty if it says nothing more.
    [[nodiscard]] QByteArray word()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(patience))
                return {};
        }
        return m_process.readLine().trimmed();
    }

    /// The next request it has read, as JSON.
    [[nodiscard]] QByteArray request()
    {
        const QByteArray said = word();
        return said.startsWith("got ") ? said.mid(4) : QByteArray();
    }

    [[nodiscard]] qint64 pid() const { return m_process.processId(); }

    /// Ends it, as a crash would, and waits until it has.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(patience);
    }

private:
    QProcess m_process;
    bool m_isReady = false;
};

} // namespace lanyard::testing
