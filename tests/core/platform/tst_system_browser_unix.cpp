// SPDX-License-Identifier: MIT
#include "core/platform/browser_command.h"
#include "core/platform/system_browser.h"
#include "tests/support/fake_clock.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;

namespace {

/// Everything a shell, a printf or a URL parser might take for its own.
const auto address = "https://idp.example/a%2Fb/%20c?state=%26%25&d='e'&f=$(touch%20x)&g=%60h%60;i*"
                     "&k=%22l%22&m=#n";

QStringList logged; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void keepLog(QtMsgType, const QMessageLogContext&, const QString& text)
{
    logged.append(text);
}

/// A folder with programs that pass for browsers, and what came of opening an address.
struct Scene {
    QTemporaryDir folder;
    FakeClock clock;
    std::unique_ptr<SystemBrowser> browser;
    std::optional<Result<>> answer;
    int answers = 0;
    Pending pending;

    [[nodiscard]] QString script(
        const QString& name, const QByteArray& body, bool isExecutable = true) const
    {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write("#!/bin/sh\n" + body + "\n");
        file.setPermissions(isExecutable ? QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                                         : QFile::ReadOwner | QFile::WriteOwner);
        return file.fileName();
    }

    void open(const QStringList& command, const char* url = address)
    {
        browser = std::make_unique<SystemBrowser>(BrowserChoice{command}, clock);
        pending = browser->open(QUrl::fromEncoded(url), [this](Result<> result) {
            ++answers;
            answer.emplace(std::move(result));
        });
    }

    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] QByteArray failure() const
    {
        return answer && !*answer ? answer->error().code : QByteArray("(no failure)");
    }
};

/// Sets an environment variable for one test.
class Environment
{
public:
    Environment(const char* name, const QByteArray& value)
        : m_name(name)
        , m_before(qgetenv(name))
    {
        qputenv(m_name, value);
    }

    ~Environment() { m_before.isNull() ? qunsetenv(m_name) : qputenv(m_name, m_before); }

    Q_DISABLE_COPY_MOVE(Environment)

private:
    const char* m_name;
    QByteArray m_before;
};

} // namespace

class TstSystemBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheAddressAsOneArgumentByteForByte();
    void putsTheAddressWhereTheCommandWantsIt_data();
    void putsTheAddressWhereTheCommandWantsIt();
    void saysWhatBecameOfTheBrowser_data();
    void saysWhatBecameOfTheBrowser();
    void returnsAtOnceAndIsContentWithABrowserThatStays();
    void leavesTheBrowserRunning();
    void leavesNoZombie();
    void answersNothingOnceWithdrawn();
    void answersFromTheEventLoopOnly();
    void usesTheBrowserOfTheEnvironment();
    void asksTheDesktopWhereNothingIsNamed();
    void passesOverANamedBrowserThatIsMissing();
    void saysWhenThereIsNoBrowserAtAll_data();
    void saysWhenThereIsNoBrowserAtAll();
    void opensNothingButWebPages_data();
    void opensNothingButWebPages();
    void keepsTheAddressOutOfLogAndOutput();
};

void TstSystemBrowser::givesTheAddressAsOneArgumentByteForByte()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s,
        "printf '%s\\n' \"$#\" > \"$0.count\"; printf '%s' \"$1\" > \"$0.part\"; mv \"$0.part\" "
        "\"$0.url\"");

    scene.open({browser});

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData());
    QTRY_COMPARE(scene.read(u"browser.url"_s), QByteArray(address));
    QCOMPARE(scene.read(u"browser.count"_s), QByteArray("1\n"));
}

void TstSystemBrowser::putsTheAddressWhereTheCommandWantsIt_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QByteArrayList>("arguments");
    const QByteArray url = "https://a.example/?b=c%20d";
    QTest::newRow("at the end where it is not named")
        << QStringList{u"b"_s, u"--new-window"_s} << QByteArrayList{"b", "--new-window", url};
    QTest::newRow("in its own place")
        << QStringList{u"b"_s, u"{url}"_s, u"--x"_s} << QByteArrayList{"b", url, "--x"};
    QTest::newRow("inside an argument")
        << QStringList{u"b"_s, u"--app={url}"_s} << QByteArrayList{"b", "--app=" + url};
    QTest::newRow("never as the program")
        << QStringList{u"{url}"_s} << QByteArrayList{"{url}", url};
}

void TstSystemBrowser::putsTheAddressWhereTheCommandWantsIt()
{
    QFETCH(const QStringList, command);

    QTEST(browserArguments(command, "https://a.example/?b=c%20d"), "arguments");
}

void TstSystemBrowser::saysWhatBecameOfTheBrowser_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isExecutable");
    QTest::addColumn<QByteArray>("failure");
    QTest::newRow("that hands over and ends")
        << QByteArray("exit 0") << true << QByteArray("(no failure)");
    QTest::newRow("that gives up at once")
        << QByteArray("exit 1") << true << QByteArray("browser.start");
    QTest::newRow("that crashes") << QByteArray("kill -SEGV $$") << true
                                  << QByteArray("browser.start");
    QTest::newRow("that is not executable")
        << QByteArray("exit 0") << false << QByteArray("browser.start");
    QTest::newRow("that is missing") << QByteArray() << true << QByteArray("browser.start");
}

void TstSystemBrowser::saysWhatBecameOfTheBrowser()
{
    QFETCH(const QByteArray, body);
    QFETCH(const bool, isExecutable);
    Scene scene;
    const QString browser = body.isEmpty() ? scene.folder.filePath(u"missing"_s)
                                           : scene.script(u"browser"_s, body, isExecutable);

    scene.open({browser});

    QTRY_VERIFY(scene.answer);
    QTEST(scene.failure(), "failure"); // P23
    if (!*scene.answer) {
        QCOMPARE(scene.answer->error().fault, Fault::System);
        QVERIFY(!scene.answer->error().detail.contains(u"idp.example"));
    }
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstSystemBrowser::returnsAtOnceAndIsContentWithABrowserThatStays()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "echo $$ > \"$0.pid\"; exec sleep 30");
    QElapsedTimer timer;
    timer.start();

    scene.open({browser}); // P23

    QVERIFY(timer.elapsed() < 1000);
    scene.clock.advance(SystemBrowser::patience - Milliseconds{1});
    QCoreApplication::processEvents();
    QVERIFY(!scene.answer);
    scene.clock.advance(Milliseconds{1});
    QTRY_VERIFY(scene.answer);
    QVERIFY(*scene.answer);
    QTRY_VERIFY(scene.read(u"browser.pid"_s).endsWith('\n'));
    ::kill(scene.read(u"browser.pid"_s).trimmed().toInt(), SIGKILL);
    QTest::qWait(0);
    QCOMPARE(scene.answers, 1);
}

void TstSystemBrowser::leavesTheBrowserRunning()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "echo $$ > \"$0.pid\"; exec sleep 30");
    scene.open({browser});
    QTRY_VERIFY(scene.read(u"browser.pid"_s).endsWith('\n'));

    scene.pending = {};
    scene.browser.reset();

    const int pid = scene.read(u"browser.pid"_s).trimmed().toInt();
    QVERIFY(pid > 1);
    QCOMPARE(::kill(pid, 0), 0);
    ::kill(pid, SIGKILL);
}

void TstSystemBrowser::leavesNoZombie()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "echo $$ > \"$0.pid\"");

    scene.open({browser});

    QTRY_VERIFY(scene.answer);
    const QByteArray pid = scene.read(u"browser.pid"_s).trimmed();
    QVERIFY(!pid.isEmpty());
    QVERIFY(!QFile::exists(u"/proc/"_s + QString::fromLatin1(pid) + u"/stat"_s));
}

void TstSystemBrowser::answersNothingOnceWithdrawn()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "touch \"$0.done\"");
    scene.open({browser});

    scene.pending = {};

    QTRY_VERIFY(QFile::exists(scene.folder.filePath(u"browser.done"_s)));
    scene.clock.advance(SystemBrowser::patience);
    QTest::qWait(20);
    QCOMPARE(scene.answers, 0);
}

void TstSystemBrowser::answersFromTheEventLoopOnly()
{
    Scene scene;

    scene.open({u"/nonexistent"_s});

    QVERIFY(!scene.answer);
    QTRY_COMPARE(scene.failure(), QByteArray("browser.start"));
}

void TstSystemBrowser::usesTheBrowserOfTheEnvironment()
{
    Scene scene;
    const QString browser =
        scene.script(u"browser"_s, "printf '%s|' \"$@\" > \"$0.part\"; mv \"$0.part\" \"$0.args\"");
    const Environment environment("BROWSER", browser.toLocal8Bit() + " --with %s");

    scene.open({}, "https://a.example/");

    QTRY_VERIFY(scene.answer);
    QVERIFY(*scene.answer);
    QTRY_COMPARE(scene.read(u"browser.args"_s), QByteArray("--with|https://a.example/|"));
}

void TstSystemBrowser::asksTheDesktopWhereNothingIsNamed()
{
    Scene scene;
    QVERIFY(!scene
                 .script(u"xdg-open"_s,
                     "printf '%s' \"$1\" > \"$0.part\"; /bin/mv \"$0.part\" \"$0.url\"")
                 .isEmpty());
    const Environment path("PATH", scene.folder.path().toLocal8Bit());
    const Environment browser("BROWSER", "");

    scene.open({}, "https://a.example/");

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData());
    QTRY_COMPARE(scene.read(u"xdg-open.url"_s), QByteArray("https://a.example/"));
}

void TstSystemBrowser::passesOverANamedBrowserThatIsMissing()
{
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "exit 0");
    const Environment environment("BROWSER", "/nonexistent:" + browser.toLocal8Bit());

    scene.open({});

    QTRY_VERIFY(scene.answer);
    QVERIFY(*scene.answer);
}

void TstSystemBrowser::saysWhenThereIsNoBrowserAtAll_data()
{
    QTest::addColumn<bool>("hasLauncher");
    QTest::newRow("no launcher") << false;
    QTest::newRow("a launcher that finds none") << true;
}

void TstSystemBrowser::saysWhenThereIsNoBrowserAtAll()
{
    QFETCH(const bool, hasLauncher);
    Scene scene;
    if (hasLauncher)
        QVERIFY(!scene.script(u"xdg-open"_s, "exit 3").isEmpty());
    const Environment path("PATH", scene.folder.path().toLocal8Bit());
    const Environment browser("BROWSER", "");

    scene.open({});

    QTRY_COMPARE(scene.failure(), QByteArray("browser.none")); // P23
}

void TstSystemBrowser::opensNothingButWebPages_data()
{
    QTest::addColumn<QByteArray>("url");
    const auto row = [](const char* name, const char* url) {
        QTest::newRow(name) << QByteArray(url);
    };
    row("cleartext", "http://idp.example/");
    row("cleartext to what looks like us", "http://127.0.0.1.evil.example/");
    row("a file", "file:///etc/passwd");
    row("a script", "javascript:alert(1)");
    row("a handler of some program", "ms-settings:privacy");
    row("an option", "--help");
    row("a user name", "https://nhs.uk@evil.example/");
    row("nothing", "");
}

void TstSystemBrowser::opensNothingButWebPages()
{
    QFETCH(const QByteArray, url);
    Scene scene;
    const QString browser = scene.script(u"browser"_s, "touch \"$0.started\"");

    scene.open({browser}, url.constData());

    QTRY_COMPARE(scene.failure(), QByteArray("browser.url"));
    QCOMPARE(scene.answer->error().fault, Fault::Misconfigured);
    QVERIFY(!QFile::exists(scene.folder.filePath(u"browser.started"_s)));
    QVERIFY(browserAddress(QUrl(u"http://localhost:28471/x"_s)));
    QVERIFY(browserAddress(QUrl(u"http://[::1]:28471/x"_s)));
}

void TstSystemBrowser::keepsTheAddressOutOfLogAndOutput()
{
    logged.clear();
    const auto previous = qInstallMessageHandler(keepLog);
    Scene scene;
    // A browser that talks: its words must not reach the agent's own output.
    const QString browser = scene.script(
        u"browser"_s, "readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 > \"$0.out\"; exit 1");

    scene.open({browser});
    const bool isAnswered = QTest::qWaitFor([&] { return scene.answer.has_value(); });

    qInstallMessageHandler(previous);
    QVERIFY(isAnswered);
    QVERIFY(!logged.join(u'\n').contains(u"idp.example")); // P23
    QVERIFY(scene.read(u"browser.out"_s).startsWith("/dev/null\n"));
    QVERIFY(scene.read(u"browser.out"_s).endsWith("/dev/null\n"));
}

QTEST_GUILESS_MAIN(TstSystemBrowser)
#include "tst_system_browser_unix.moc"
