// SPDX-License-Identifier: MIT
#include "core/base/log.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cstdio>

namespace lanyard {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(logOidc, "lanyard.oidc")
Q_LOGGING_CATEGORY(logSession, "lanyard.session")
Q_LOGGING_CATEGORY(logStore, "lanyard.store")
Q_LOGGING_CATEGORY(logBroker, "lanyard.broker")
Q_LOGGING_CATEGORY(logPolicy, "lanyard.policy")
Q_LOGGING_CATEGORY(logAgent, "lanyard.agent")

namespace {

QLatin1StringView severity(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "error"_L1;
    case QtFatalMsg:
        return "fatal"_L1;
    }
    return "error"_L1;
}

void write(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    QString line = scrubbed(message);
    line.replace(u'\n', u' ').replace(u'\r', u' ');
    const QString text =
        u"%1 %2 %3: %4\n"_s.arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
            severity(type),
            QString::fromUtf8(context.category),
            line);
    std::fputs(text.toUtf8().constData(), stderr);
}

} // namespace

QString scrubbed(const QString& line)
{
    static const QRegularExpression named(
        u"\\b(code|state|nonce|code_verifier|\\w*token|client_secret|client_assertion|password|"
        u"refresh|authorization)(\"?\\s*[=:]\\s*\"?)(?:Bearer\\s+)?[^\\s&\",;}]+"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression shaped(
        u"\\beyJ[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)*|\\b[A-Za-z0-9_-]{40,}\\b"_s);
    QString text = line;
    text.replace(named, u"\\1\\2[removed]"_s);
    text.replace(shaped, u"[removed]"_s);
    return text;
}

void installLogHandler()
{
    qInstallMessageHandler(write);
}

} // namespace lanyard
