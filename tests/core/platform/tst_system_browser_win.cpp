// SPDX-License-Identifier: MIT
#include "core/platform/system_browser.h"
#include "tests/support/fake_clock.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <optional>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;

namespace {

const QString browserArgument = u"--browser"_s;

/// Everything a command line, a shell or a URL parser might take for its own.
const auto address =
    "https://idp.example/a%2Fb/%20c?state=%26%25&d='e'&f=%25PATH%25&g=%5C%5C&h=%5Ei"
    "&k=%22l%22&m=#n";

/// This program as a browser: writes down what it was given, and does what it is told.
///
///   --browser FILE TASK ARGUMENTS...     TASK: an exit code, or "stay"
int browse(const QStringList& arguments)
{
    QFile file(arguments.at(2) + u".part"_s);
    if (!file.open(QIODevice::WriteOnly))
        return 99;
    file.write(arguments.sliced(4).join(u'\n').toUtf8());
    file.close();
    file.rename(arguments.at(2));
    if (arguments.at(3) != u"stay"_s)
        return arguments.at(3).toInt();
    QThread::sleep(3600); // Until it is killed.
    return 0;
}

struct Scene {
    QTemporaryDir folder;
    QString file = folder.filePath(u"given"_s);
    FakeClock clock;
    std::unique_ptr<SystemBrowser> browser;
    std::optional<Result<>> answer;
    Pending pending;

    void open(const QStringList& command, const char* url = address)
    {
        browser = std::make_unique<SystemBrowser>(BrowserChoice{command}, clock);
        pending = browser->open(
            QUrl::fromEncoded(url), [this](Result<> result) { answer.emplace(std::move(result)); });
    }

    [[nodiscard]] QStringList browserThat(const QString& task) const
    {
        return {QCoreApplication::applicationFilePath(), browserArgument, file, task};
    }

    [[nodiscard]] QByteArray given() const
    {
        QFile written(file);
        return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray("(nothing)");
    }

    [[nodiscard]] QByteArray failure() const
    {
        return answer && !*answer ? answer->error().code : QByteArray("(no failure)");
    }
};

} // namespace

class TstSystemBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheAddressAsOneArgumentByteForByte();
    void keepsEveryArgumentAsItIs_data();
    void keepsEveryArgumentAsItIs();
    void saysWhatBecameOfTheBrowser_data();
    void saysWhatBecameOfTheBrowser();
    void opensNothingButWebPages_data();
    void opensNothingButWebPages();
};

void TstSystemBrowser::givesTheAddressAsOneArgumentByteForByte()
{
    Scene scene;

    scene.open(scene.browserThat(u"0"_s));

    QTRY_VERIFY_WITH_TIMEOUT(scene.answer, 30'000);
    QVERIFY2(*scene.answer, scene.failure().constData());
    QCOMPARE(scene.given(), QByteArray(address));
}

void TstSystemBrowser::keepsEveryArgumentAsItIs_data()
{
    QTest::addColumn<QString>("argument");
    QTest::newRow("with a space") << u"--profile=Ward 7"_s;
    QTest::newRow("with quotation marks") << u"say \"hello\" twice"_s;
    QTest::newRow("that ends with a backslash") << u"C:\\Program Files\\x\\"_s;
    QTest::newRow("with a backslash before a quotation mark") << u"a\\\"b c"_s;
    QTest::newRow("with nothing in it") << QString();
}

void TstSystemBrowser::keepsEveryArgumentAsItIs()
{
    QFETCH(const QString, argument);
    Scene scene;

    scene.open(scene.browserThat(u"0"_s) + QStringList{argument, u"{url}"_s}, "https://a.example/");

    QTRY_VERIFY_WITH_TIMEOUT(scene.answer, 30'000);
    QCOMPARE(scene.given(), argument.toUtf8() + "\nhttps://a.example/");
}

void TstSystemBrowser::saysWhatBecameOfTheBrowser_data()
{
    QTest::addColumn<QString>("task");
    QTest::addColumn<QByteArray>("failure");
    QTest::newRow("that hands over and ends") << u"0"_s << QByteArray("(no failure)");
    QTest::newRow("that gives up at once") << u"1"_s << QByteArray("browser.start");
    QTest::newRow("that is missing") << QString() << QByteArray("browser.start");
}

void TstSystemBrowser::saysWhatBecameOfTheBrowser()
{
    QFETCH(const QString, task);
    Scene scene;

    scene.open(task.isEmpty() ? QStringList{scene.folder.filePath(u"missing.exe"_s)}
                              : scene.browserThat(task));

    QTRY_VERIFY_WITH_TIMEOUT(scene.answer, 30'000);
    QTEST(scene.failure(), "failure"); // P23
    if (!*scene.answer)
        QVERIFY(!scene.answer->error().detail.contains(u"idp.example"));
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstSystemBrowser::opensNothingButWebPages_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("cleartext") << QByteArray("http://idp.example/");
    QTest::newRow("a file") << QByteArray("file:///C:/Windows/System32/calc.exe");
    QTest::newRow("a share") << QByteArray("//host/share/x.exe");
    QTest::newRow("a handler of some program") << QByteArray("ms-settings:privacy");
    QTest::newRow("nothing") << QByteArray();
}

void TstSystemBrowser::opensNothingButWebPages()
{
    QFETCH(const QByteArray, url);
    Scene scene;

    scene.open(scene.browserThat(u"0"_s), url.constData());

    QTRY_COMPARE(scene.failure(), QByteArray("browser.url"));
    QCOMPARE(scene.given(), QByteArray("(nothing)"));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == browserArgument)
        return browse(arguments);
    TstSystemBrowser test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_system_browser_win.moc"
