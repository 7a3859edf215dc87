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
    for (QChar& c : line) { // A control character could start a line, or an escape, of its own.
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator
            || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    const QString text =
        u"%1 %2 %3: %4\n"_s.arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
            severity(type),
            QString::fromUtf8(context.category),
            line);
    static_cast<void>(std::fputs(text.toUtf8().constData(), stderr));
}

} // namespace

QString scrubbed(const QString& line)
{
    static const QRegularExpression named(
        u"(?:\\b|(?<=%[0-9A-F]{2}))(code|state|nonce|code_verifier|\\w*token|client_secret|client_"
        u"assertion|password|"
        u"refresh|authorization)(\\\\?\"?\\s*(?:[=:]|%3D|%3A)\\s*)"
        u"(?:\\\\?\"[^\"]*\"|\"?(?:(?:Bearer|Basic|DPoP)\\s+)?[^\\s&\",;}]+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression shaped(
        u"\\beyJ[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)*|\\b[A-Za-z0-9_-]{40,}\\b|"
        u"\\b(?:Bearer|Basic|DPoP)\\s+(?=\\S*\\d)[A-Za-z0-9._~+/=-]{8,}"_s);
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
