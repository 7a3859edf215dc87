// SPDX-License-Identifier: MIT

/// Setup and the processes it finds. The agents are copies of this program.

#include "app/setup/agents_win.h"
#include "app/setup/restart_win.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>

using namespace lanyard;
using namespace lanyard::setup;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using start::Control;

namespace {

constexpr int patience = 20'000;

/// An agent's part: says that it is there, and ends when it is asked to; unless it is deaf.
int beAgent(bool isDeaf)
{
    const auto event = [](Control control) {
        return CreateEventW(
            nullptr, FALSE, FALSE, start::controlEventName(GetCurrentProcessId(), control).c_str());
    };
    const std::array events{event(Control::Leave), event(Control::SignOutAndLeave)};
    std::fputs("here\n", stdout);
    std::fflush(stdout);
    if (isDeaf)
        Sleep(INFINITE);
    return 10 + static_cast<int>(WaitForMultipleObjects(2, events.data(), FALSE, INFINITE));
}

/// A copy of this program in `folder`, running.
class StandIn
{
public:
    explicit StandIn(const QString& folder, const QString& how = u"obedient"_s)
        : m_file(folder + u"/lanyard-agent.exe"_s)
    {
        QDir().mkpath(folder);
        if (!QFile::exists(m_file))
            QFile::copy(QCoreApplication::applicationFilePath(), m_file);
        m_process.start(m_file, {u"--agent"_s, how});
        m_isHere = m_process.waitForReadyRead(patience);
    }

    ~StandIn()
    {
        m_process.kill();
        m_process.waitForFinished(patience);
    }

    Q_DISABLE_COPY_MOVE(StandIn)

    [[nodiscard]] bool isHere() const { return m_isHere; }

    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

    [[nodiscard]] std::wstring file() const
    {
        return QDir::toNativeSeparators(m_file).toStdWString();
    }

    [[nodiscard]] qint64 id() const { return m_process.processId(); }

    /// What it ended with.
    [[nodiscard]] int ended()
    {
        return m_process.waitForFinished(patience) ? m_process.exitCode() : -1;
    }

private:
    QString m_file;
    QProcess m_process;
    bool m_isHere = false;
};

} // namespace

class TstAgents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areFoundByTheirFileAlone();
    void areAskedForWhatIsWanted_data();
    void areAskedForWhatIsWanted();
    void areEndedWhenTheyDoNotListen();
    void areNoneWhereNoneRuns();
    void areStartedAgainWhereTheyWere();
    void startFromThatFileOnly();
};

void TstAgents::areFoundByTheirFileAlone()
{
    const QTemporaryDir root;
    const StandIn ours(root.filePath(u"Lanyard"_s));
    const StandIn another(root.filePath(u"Lanyard Evil"_s));
    QVERIFY(ours.isHere() && another.isHere());

    const auto found = agentsFrom(ours.file());
    const auto shouted = agentsFrom(QString::fromStdWString(ours.file()).toUpper().toStdWString());

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(qint64{found.front().id()}, ours.id());
    QCOMPARE(shouted.size(), std::size_t{1});
}

void TstAgents::areAskedForWhatIsWanted_data()
{
    QTest::addColumn<bool>("isRemoval");
    QTest::addColumn<int>("code");
    QTest::newRow("to end") << false << 10;
    QTest::newRow("to sign out and end") << true << 11;
}

void TstAgents::areAskedForWhatIsWanted()
{
    QFETCH(const bool, isRemoval);
    QFETCH(const int, code);
    const QTemporaryDir root;
    StandIn ours(root.filePath(u"Lanyard"_s));
    const StandIn another(root.filePath(u"Lanyard Evil"_s));
    QVERIFY(ours.isHere() && another.isHere());

    const Ended ended =
        end(agentsFrom(ours.file()), isRemoval ? Control::SignOutAndLeave : Control::Leave, 20s);

    QCOMPARE(ended.asked, std::size_t{1});
    QCOMPARE(ended.forced, std::size_t{0});
    QCOMPARE(ended.left, std::size_t{0});
    QCOMPARE(ours.ended(), code);
    QVERIFY(another.isRunning());
}

void TstAgents::areEndedWhenTheyDoNotListen()
{
    const QTemporaryDir root;
    StandIn deaf(root.filePath(u"Lanyard"_s), u"deaf"_s);
    QVERIFY(deaf.isHere());

    const Ended ended = end(agentsFrom(deaf.file()), Control::Leave, 100ms);

    QCOMPARE(ended.forced, std::size_t{1});
    QCOMPARE(ended.left, std::size_t{0});
    QCOMPARE(deaf.ended(), 1);
}

void TstAgents::areNoneWhereNoneRuns()
{
    const auto found = agentsFrom(LR"(C:\Program Files\Nobody\lanyard-agent.exe)");

    QVERIFY(found.empty());
    QCOMPARE(end(found, Control::Leave, 20s).asked, std::size_t{0});
}

void TstAgents::areStartedAgainWhereTheyWere()
{
    noteSessions({3, 11});

    auto noted = takeNotedSessions();
    std::sort(noted.begin(), noted.end());

    QCOMPARE(QList<DWORD>(noted.begin(), noted.end()), (QList<DWORD>{3, 11}));
    QVERIFY(takeNotedSessions().empty());
}

void TstAgents::startFromThatFileOnly()
{
    const QTemporaryDir root;
    const QString file = root.filePath(u"with a space/lanyard-agent.exe"_s);
    // Windows would try this one first, were the path not quoted.
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), root.filePath(u"with.exe"_s)));
    const auto native = QDir::toNativeSeparators(file).toStdWString();
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);

    QVERIFY(!startIn(session, native)); // It is not there.
    QVERIFY(!startIn(session + 1000, native));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == u"--agent"_s)
        return beAgent(words.value(2) == u"deaf"_s);
    TstAgents test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_agents_win.moc"
